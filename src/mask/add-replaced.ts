import type { LineScan } from '../base/line-scan.ts';
import type { CodeBuffer } from './code-buffer.ts';
import type { Spans } from './spans.ts';

const nothing = new Uint16Array(0);

const isBlank = (code: number | undefined): boolean => code === 32 || code === 9;

/**
 * Adds the line between two places of a text with its spans replaced, which have to be in order and apart. Runs of blanks
 * around them shrink to one blank, at the line's beginning and end to none, so that the padding does not tell how long the
 * value was.
 */
export function addReplaced({ codes }: LineScan, start: number, end: number, spans: Spans, to: CodeBuffer): void {
  to.reserve(roomFor(end - start, spans));
  const out = to.codes;
  let length = to.length;
  let at = start;
  let endsBlank = true;
  for (let index = 0; index < spans.count; index += 1) {
    const spanStart = start + (spans.starts[index] ?? 0);
    let before = spanStart;
    while (before > at && isBlank(codes[before - 1])) before -= 1;
    if (before > at) endsBlank = false;
    for (; at < before; at += 1) out[length++] = codes[at] ?? 0;
    if (before < spanStart && !endsBlank) out[length++] = 32;
    const token = spans.tokens[index]?.codes ?? nothing;
    for (let each = 0; each < token.length; each += 1) out[length++] = token[each] ?? 0;
    const spanEnd = start + (spans.ends[index] ?? 0);
    at = spanEnd;
    while (at < end && isBlank(codes[at])) at += 1;
    endsBlank = at > spanEnd && at < end;
    if (endsBlank) out[length++] = 32;
  }
  for (; at < end; at += 1) out[length++] = codes[at] ?? 0;
  to.length = length;
}

function roomFor(length: number, { count, tokens }: Spans): number {
  let room = length;
  for (let index = 0; index < count; index += 1) room += (tokens[index]?.codes.length ?? 0) + 2;
  return room;
}
