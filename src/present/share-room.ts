import { outputLines, pieceChars } from '../result/output-lines.ts';

/** Fewer characters than this of a first line say nothing. */
const leastChars = 80;

/** Size of a text inside JSON, without its quotes. A text longer than `limit` is not measured further. */
export function jsonChars(text: string, limit: number): number {
  return text.length > limit ? text.length : JSON.stringify(text).length - 2;
}

/** The size that each may have at most so that all fit into `room`; the longest are cut first. */
export function fairSize(sizes: readonly number[], room: number): number {
  const ascending = [...sizes].sort((a, b) => a - b);
  let left = Math.max(0, room);
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (size > share) return share;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

export interface CutText {
  readonly text: string;
  /** Characters left out. */
  readonly omitted: number;
  /** Whole lines shown, as get_output counts them: its `offset` for the rest. */
  readonly lines: number;
}

/** The beginning of a text, whole lines, in at most `room` characters of JSON. */
export function cutText(text: string, room: number): CutText {
  if (jsonChars(text, room) <= room) return { text, omitted: 0, lines: 0 };
  let [used, end, lines] = [0, 0, 0];
  for (const line of outputLines(text.slice(0, room + pieceChars))) {
    used += jsonChars(line.text, room);
    if (used > room) break;
    end += line.text.length;
    lines += 1;
  }
  if (end === 0 && room >= leastChars) end = charactersWithin(text, room);
  return { text: text.slice(0, end), omitted: text.length - end, lines };
}

/** The first line, or the first piece of an overlong one, however much room it takes. */
export function firstLine(text: string): CutText {
  const first = outputLines(text.slice(0, pieceChars + 1))[0]?.text ?? '';
  return { text: first, omitted: text.length - first.length, lines: 1 };
}

/** How much of a text's beginning takes at most `room` in JSON; no character is split. */
export function charactersWithin(text: string, room: number): number {
  let used = 0;
  let end = 0;
  for (const character of text.slice(0, room)) {
    used += JSON.stringify(character).length - 2;
    if (used > room) break;
    end += character.length;
  }
  return end;
}
