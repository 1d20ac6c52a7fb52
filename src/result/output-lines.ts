/** A line longer than this (a one-line JSON answer) is handled in pieces of this many characters. */
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

function wholeCharacters(text: string, start: number, lineEnd: number): number {
  const end = start + pieceChars;
  if (end >= lineEnd) return lineEnd;
  const last = text.charCodeAt(end - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return splitsPair ? end - 1 : end;
}
