/**
 * A line that takes more than this in JSON (a one-line JSON answer, or one of control characters) is handled in pieces of
 * so many characters of JSON at most, so that even the smallest answer has room for one.
 */
export const pieceChars = 1_000;

/** A line with its line feed, or a piece of an overlong line. All of them joined are the text again. */
export interface OutputLine {
  readonly text: string;
  /** Which line of the text it belongs to, from 0; pieces of one line share it. */
  readonly line: number;
}

/** Where each line starts is where the one before ended: after its line feed. */
export function outputLines(text: string): readonly OutputLine[] {
  const lines: OutputLine[] = [];
  let line = 0;
  for (let start = 0; start < text.length; line += 1) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed + 1;
    while (start < end) {
      const pieceEnd = wholeCharacters(text, start, end);
      lines.push({ text: text.slice(start, pieceEnd), line });
      start = pieceEnd;
    }
  }
  return lines;
}

/** A character takes six at most: `\u001b`. */
const mostCharsEach = 6;

function wholeCharacters(text: string, start: number, lineEnd: number): number {
  if ((lineEnd - start) * mostCharsEach <= pieceChars) return lineEnd;
  const whole = Math.min(start + pieceChars, lineEnd);
  const end = whole < lineEnd && splitsPair(text, whole) ? whole - 1 : whole;
  if (JSON.stringify(text.slice(start, end)).length - 2 <= pieceChars) return end;
  let at = start;
  for (let used = 0; ; ) {
    const next = splitsPair(text, at + 1) ? at + 2 : at + 1;
    used += next - at === 2 ? 2 : jsonSize(text.charCodeAt(at));
    if (used > pieceChars) return at;
    at = next;
  }
}

const splitsPair = (text: string, at: number): boolean =>
  isSurrogate(text.charCodeAt(at - 1), 0xd800) && isSurrogate(text.charCodeAt(at), 0xdc00);

const isSurrogate = (code: number, first: number): boolean => code >= first && code < first + 0x400;

/** What JSON.stringify makes of a code unit outside of pairs. */
function jsonSize(code: number): number {
  if (code === 0x22 || code === 0x5c) return 2;
  if (code >= 0x20) return code >= 0xd800 && code < 0xe000 ? mostCharsEach : 1;
  return (code >= 0x08 && code <= 0x0a) || code === 0x0c || code === 0x0d ? 2 : mostCharsEach;
}
