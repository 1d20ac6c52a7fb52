/** A part of a line that a mask replaces. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

export const token = (name: string): string => `<${name}>`;

const isBlank = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t';

/**
 * Replaces spans. Runs of blanks around them shrink to one blank, at the line's beginning and end to none, so that the
 * padding does not tell how long the value was. They have to be in order and apart.
 */
export function replaceSpans(line: string, spans: readonly Span[]): string {
  let text = '';
  let at = 0;
  // Asking the text for its end would make one of all its pieces each time.
  let endsBlank = true;
  for (const { start, end, name } of spans) {
    let before = start;
    while (before > at && isBlank(line, before - 1)) before -= 1;
    if (before > at) {
      text += line.slice(at, before);
      endsBlank = false;
    }
    if (before < start && !endsBlank) text += ' ';
    text += token(name);
    at = end;
    while (at < line.length && isBlank(line, at)) at += 1;
    endsBlank = at > end && at < line.length;
    if (endsBlank) text += ' ';
  }
  return text + line.slice(at);
}

/** In order of place; of spans that overlap, the first given stays. */
export function apart(spans: readonly Span[]): readonly Span[] {
  if (spans.every(({ start }, at) => at === 0 || start >= (spans[at - 1]?.end ?? 0))) return spans;
  const kept: Span[] = [];
  for (const span of spans) {
    if (kept.every((other) => span.end <= other.start || span.start >= other.end)) kept.push(span);
  }
  return kept.sort((a, b) => a.start - b.start);
}
