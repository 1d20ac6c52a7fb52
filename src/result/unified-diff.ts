import type { LineChanges } from './line-changes.ts';

/** Lines around a change: one tells where it is, and answers are short of room. */
const contextLines = 1;

interface Entry {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/**
 * A unified diff (the format of GNU diffutils, "Detailed Unified") without file names. What is in both is shown as
 * `base` has it.
 */
export function unifiedDiff(base: readonly string[], other: readonly string[], changes: LineChanges): string {
  const entries = entriesOf(base, other, changes);
  const hunks: string[] = [];
  let [baseLine, otherLine, at] = [1, 1, 0];
  for (const { from, to } of hunkRanges(entries)) {
    const before = entries.slice(at, from);
    baseLine += before.length;
    otherLine += before.length;
    const shown = entries.slice(from, to);
    const baseCount = shown.filter(({ sign }) => sign !== '+').length;
    const otherCount = shown.filter(({ sign }) => sign !== '-').length;
    hunks.push(`@@ -${place(baseLine, baseCount)} +${place(otherLine, otherCount)} @@\n`, ...shown.map(entryText));
    baseLine += baseCount;
    otherLine += otherCount;
    at = to;
  }
  return hunks.join('');
}

/** Changes where the order of lines means nothing: no places, but each behind the line of `base` that it stands behind. */
export function setDiff(base: readonly string[], other: readonly string[], changes: LineChanges): string {
  const places = new Map(base.map((line, index) => [line, index]));
  const entriesAmong = (lines: readonly string[], changed: readonly boolean[], sign: '-' | '+') => {
    let place = -1;
    return lines.flatMap((line, index) => {
      if (changed[index]) return [{ sign, line, place }];
      place = places.get(line) ?? place;
      return [];
    });
  };
  return [...entriesAmong(base, changes.removed, '-'), ...entriesAmong(other, changes.added, '+')]
    .sort((a, b) => a.place - b.place)
    .map(entryText)
    .join('');
}

function entriesOf(base: readonly string[], other: readonly string[], { removed, added }: LineChanges): Entry[] {
  const entries: Entry[] = [];
  for (let [b, o] = [0, 0]; b < base.length || o < other.length; ) {
    if (removed[b]) entries.push({ sign: '-', line: base[b] ?? '' });
    else if (added[o]) entries.push({ sign: '+', line: other[o] ?? '' });
    else entries.push({ sign: ' ', line: base[b] ?? '' });
    const { sign } = entries.at(-1) ?? { sign: ' ' };
    if (sign !== '+') b += 1;
    if (sign !== '-') o += 1;
  }
  return entries;
}

function hunkRanges(entries: readonly Entry[]): readonly { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  entries.forEach(({ sign }, index) => {
    if (sign === ' ') return;
    const from = Math.max(0, index - contextLines);
    const to = Math.min(entries.length, index + 1 + contextLines);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  });
  return ranges;
}

/** An empty range names the line before it. */
function place(line: number, count: number): string {
  return count === 1 ? String(line) : `${count === 0 ? line - 1 : line},${count}`;
}

function entryText({ sign, line }: Entry): string {
  return line.endsWith('\n') ? `${sign}${line}` : `${sign}${line}\n\\ No newline at end of file\n`;
}
