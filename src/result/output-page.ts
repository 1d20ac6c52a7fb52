import { type Clock, systemClock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { type OutputLine, outputLines } from './output-lines.ts';
import { searchPattern } from './search-pattern.ts';

/** 500 lines: a screenful for a model, far under the size of an answer. */
const defaultLimit = 500;

/** Matching stops whoever else waits for this process. A plain pattern is through 10 MB long before. */
const maxMatchMs = 1_000;

export interface PageRequest {
  /** Lines to skip from the beginning. Default 0. */
  readonly offset?: number | undefined;
  /** Lines of a page at most. Default 500, or all that `tail` asks for. */
  readonly limit?: number | undefined;
  /**
   * Only lines that match; RE2 syntax (linear time, so no look-around and no back-references). Of each line the first
   * 10,000 characters are looked at.
   */
  readonly grep?: string | undefined;
  /** With `grep`: also so many lines before and after each that matches. Default 0. */
  readonly context?: number | undefined;
  /** Only the last so many lines (of those that match, each with its context). Not together with `offset`. */
  readonly tail?: number | undefined;
  /** Size of the page's text as JSON at most, but always one line. */
  readonly maxChars: number;
}

/**
 * Lines count from 1, and a line over 1,000 characters of JSON counts as several, so that it can be paged as well.
 * The pages without `grep`, joined, are the output.
 */
export interface OutputPage {
  /** With `grep`, each line has its number in front, and `--` stands between places that are apart, as in `grep -n -C`. */
  readonly text: string;
  /** 0 where the page is empty. */
  readonly from_line: number;
  readonly to_line: number;
  readonly total_lines: number;
  /** Set with `grep`: lines of the whole output that match. */
  readonly matched_lines?: number;
  /** `offset` of the next page; null when this was the last. */
  readonly next_offset: number | null;
}

/**
 * Throws `bad_request` for `tail` with `offset`, for `context` without `grep`, and for a pattern that is no regular expression, too large, or not
 * through the text within 1 s.
 */
export function pageOutput(text: string, request: PageRequest, clock: Clock = systemClock): OutputPage {
  const { offset = 0, grep, context = 0, tail, maxChars } = request;
  if (tail !== undefined && offset > 0) {
    throw new RollcallError('bad_request', '"tail" and "offset" exclude each other', {
      hint: 'give "tail" for the end of the output, "offset" for a place in it',
    });
  }
  if (grep === undefined && context > 0) {
    throw new RollcallError('bad_request', '"context" needs "grep"', {
      hint: 'give "grep" for the lines to look around, or "offset" and "limit" for a place in the output',
    });
  }
  const lines = outputLines(text);
  const found = grep === undefined ? null : matching(lines, grep, clock);
  const shown = found === null ? lastOf(allOf(lines), tail) : numbered(lines, found, lastOf(found, tail), context);
  const wanted = shown.filter(({ index }) => index >= offset);
  const tailLines = tail === undefined ? undefined : tail * (2 * context + 1);
  const page = firstThatFit(wanted, Math.max(1, request.limit ?? tailLines ?? defaultLimit), maxChars);
  const next = wanted[page.length];
  return {
    text: page.map(({ text, isApart }, place) => (isApart && place > 0 ? apart : '') + text).join(''),
    from_line: lineNumber(page[0]),
    to_line: lineNumber(page.at(-1)),
    total_lines: lines.length,
    ...(found !== null && { matched_lines: found.length }),
    next_offset: next?.index ?? null,
  };
}

interface NumberedLine {
  /** From 0. */
  readonly index: number;
  readonly text: string;
  /** Set where lines between the one shown before and this are left out. */
  readonly isApart?: boolean;
}

const apart = '--\n';

function lineNumber(line: NumberedLine | undefined): number {
  return line === undefined ? 0 : line.index + 1;
}

function allOf(lines: readonly OutputLine[]): readonly NumberedLine[] {
  return lines.map(({ text }, index) => ({ index, text }));
}

function lastOf<Item>(items: readonly Item[], count: number | undefined): readonly Item[] {
  if (count === undefined) return items;
  return count <= 0 ? [] : items.slice(-count);
}

/** Places of the lines that match. A whole line is matched, without its end; when it matches, all its pieces do. */
function matching(lines: readonly OutputLine[], pattern: string, clock: Clock): readonly number[] {
  const regex = searchPattern(pattern, 'grep');
  const endTime = clock.now() + maxMatchMs;
  const found: number[] = [];
  for (let index = 0; index < lines.length; ) {
    if (clock.now() > endTime) throw tooSlow(index, lines.length);
    let end = index + 1;
    while (lines[end]?.line === lines[index]?.line) end += 1;
    const pieces = lines.slice(index, end);
    const whole = pieces.map(({ text }) => text).join('');
    if (regex.test(whole.replace(/\r?\n$/, ''))) for (let piece = index; piece < end; piece += 1) found.push(piece);
    index = end;
  }
  return found;
}

/** The lines `around` with so many on both sides: `13:…` for one that matches, `12-…` for one that does not. */
function numbered(
  lines: readonly OutputLine[],
  found: readonly number[],
  around: readonly number[],
  context: number,
): readonly NumberedLine[] {
  const matched = new Set(found);
  const shown: NumberedLine[] = [];
  let next = 0;
  for (const place of around) {
    const first = Math.max(next, place - context);
    const end = Math.min(lines.length, place + context + 1);
    for (let index = first; index < end; index += 1) {
      const text = (lines[index]?.text ?? '').replace(/\r?\n$/, '');
      const isApart = context > 0 && index === first && first > next;
      shown.push({ index, text: `${index + 1}${matched.has(index) ? ':' : '-'}${text}\n`, isApart });
    }
    next = Math.max(next, end);
  }
  return shown;
}

function tooSlow(done: number, total: number): RollcallError {
  const text = `"grep" was stopped after ${maxMatchMs / 1_000} s, at line ${done} of ${total}`;
  return new RollcallError('bad_request', text, {
    hint: 'use a simpler pattern (plain text is the quickest), or read the output by pages with "offset" and "limit"',
  });
}

function firstThatFit(lines: readonly NumberedLine[], limit: number, maxChars: number): readonly NumberedLine[] {
  let size = 0;
  let count = 0;
  for (const { text, isApart } of lines) {
    size += JSON.stringify(isApart ? apart + text : text).length - 2;
    if (count >= limit || (count > 0 && size > maxChars)) break;
    count += 1;
  }
  return lines.slice(0, count);
}
