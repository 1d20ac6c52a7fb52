import type { LineScan } from '../base/line-scan.ts';
import type { LineChanges } from './line-distance.ts';

/** Lines around a change: one tells where it is, and answers are short of room. */
const contextLines = 1;

const [both, removal, addition] = [0, 1, 2];
const signs = [' ', '-', '+'];

/**
 * A unified diff (the format of GNU diffutils, "Detailed Unified") without file names. What is in both is shown as
 * `base` has it. Null where it would not be shorter than `length`: it is not written then.
 */
export function unifiedDiff(
  base: LineScan,
  other: LineScan,
  changes: LineChanges,
  length = Number.POSITIVE_INFINITY,
): string | null {
  const entries = entriesOf(changes);
  const ranges = hunkRanges(entries);
  if (leastLength(entries, ranges, base, other) >= length) return null;
  let diff = '';
  let [baseAt, otherAt, at] = [0, 0, 0];
  for (const { from, to } of ranges) {
    baseAt += from - at;
    otherAt += from - at;
    const [baseStart, otherStart] = [baseAt, otherAt];
    let shown = '';
    for (at = from; at < to; at += 1) {
      const entry = entries[at] ?? both;
      shown += entryText(signs[entry] ?? ' ', entry === addition ? other.lineAt(otherAt) : base.lineAt(baseAt));
      if (entry !== addition) baseAt += 1;
      if (entry !== removal) otherAt += 1;
    }
    diff += `@@ -${range(baseStart, baseAt)} +${range(otherStart, otherAt)} @@\n${shown}`;
  }
  return diff.length < length ? diff : null;
}

/** What its lines take, without what tells their places. */
function leastLength(entries: Uint8Array, ranges: readonly Range[], base: LineScan, other: LineScan): number {
  let sum = 0;
  let [baseAt, otherAt, at] = [0, 0, 0];
  for (const { from, to } of ranges) {
    baseAt += from - at;
    otherAt += from - at;
    for (at = from; at < to; at += 1) {
      const isAddition = entries[at] === addition;
      sum += 1 + (isAddition ? lengthOf(other, otherAt) : lengthOf(base, baseAt));
      if (!isAddition) baseAt += 1;
      if (entries[at] !== removal) otherAt += 1;
    }
  }
  return sum;
}

const lengthOf = (scan: LineScan, line: number): number => scan.endOf(line) - scan.startOf(line);

/** Changes where the order of lines means nothing: no places, but each behind the line of `base` that it stands behind. */
export function setDiff(base: LineScan, other: LineScan, { removed, added }: LineChanges): string {
  const places = new Map(Array.from(removed, (_, line) => [base.lineAt(line), line]));
  const entriesAmong = (scan: LineScan, changed: Uint8Array, sign: string) => {
    let place = -1;
    return Array.from(changed).flatMap((isChanged, at) => {
      const line = scan.lineAt(at);
      if (isChanged === 1) return [{ sign, line, place }];
      place = places.get(line) ?? place;
      return [];
    });
  };
  return [...entriesAmong(base, removed, '-'), ...entriesAmong(other, added, '+')]
    .sort((a, b) => a.place - b.place)
    .map(({ sign, line }) => entryText(sign, line))
    .join('');
}

/** One for each line that is in both, gone or new, in the order in which a diff tells them. */
function entriesOf({ removed, added }: LineChanges): Uint8Array {
  const entries = new Uint8Array(removed.length + added.length);
  let count = 0;
  for (let [base, other] = [0, 0]; base < removed.length || other < added.length; count += 1) {
    const entry = removed[base] === 1 ? removal : added[other] === 1 ? addition : both;
    entries[count] = entry;
    if (entry !== addition) base += 1;
    if (entry !== removal) other += 1;
  }
  return entries.subarray(0, count);
}

/** Entries that are shown together. */
interface Range {
  readonly from: number;
  readonly to: number;
}

function hunkRanges(entries: Uint8Array): readonly Range[] {
  const ranges: { from: number; to: number }[] = [];
  for (let index = 0; index < entries.length; index += 1) {
    if (entries[index] === both) continue;
    const from = Math.max(0, index - contextLines);
    const to = Math.min(entries.length, index + 1 + contextLines);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges;
}

/** Lines between two places, counted from 1; an empty range names the line before it. */
function range(from: number, to: number): string {
  const count = to - from;
  return count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;
}

function entryText(sign: string, line: string): string {
  return line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
}
