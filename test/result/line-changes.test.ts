import { diffArrays } from 'diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineScan } from '../../src/base/line-scan.ts';
import { DiffEffort, lineChanges } from '../../src/result/line-changes.ts';
import { ReferenceLines } from '../../src/result/reference-lines.ts';

type Flags = Uint8Array | undefined;

const changed = (flags: Flags): number => flags?.filter((flag) => flag === 1).length ?? 0;
const kept = (lines: readonly number[], flags: Flags): readonly number[] => lines.filter((_, at) => flags?.[at] !== 1);
/** As lines of two texts; what the other alone has differs from all else. */
function changesOf(before: readonly number[], after: readonly number[], effort = new DiffEffort()) {
  const reference = new ReferenceLines(before.map((line) => `${line}\n`).join(''));
  const other = after.map((line, at) => (line === -1 ? `new ${at}\n` : `${line}\n`)).join('');
  return lineChanges(reference.ids, reference.distanceTo(new LineScan().read(other)), effort);
}

/** -1: a line that `base` does not have. */
const other = fc.array(fc.integer({ min: -1, max: 6 }), { maxLength: 20 });
const base = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 20 });

test('keeps the same lines in the same order in both, and changes no more than needed', () => {
  fc.assert(
    fc.property(base, other, (before, after) => {
      const changes = changesOf(before, after);
      expect(kept(before, changes?.removed)).toEqual(kept(after, changes?.added));
      const fewest = diffArrays(
        [...before],
        after.map((line, at) => (line === -1 ? -1 - at : line)),
      )
        .filter((part) => part.added || part.removed)
        .reduce((sum, { count }) => sum + count, 0);
      expect(changed(changes?.removed) + changed(changes?.added)).toBe(fewest);
    }),
    { numRuns: 3_000 },
  );
});

test('costs no effort where what both have stands in the same order, however much else differs', () => {
  const before = Array.from({ length: 2_000 }, (_, line) => line);
  const after = before.map((line) => (line % 3 === 0 ? -1 : line));
  const effort = new DiffEffort();
  const most = effort.maxChanges;
  const changes = changesOf(before, after, effort);
  expect(changed(changes?.added)).toBe(667);
  expect(effort.maxChanges).toBe(most);
  expect(changesOf(before, after.toReversed(), effort)).toBeNull();
});

test('costs no effort where a block is gone whose lines come again', () => {
  const end = 999;
  const after = [10, end, 20, end, 30, end];
  const block = Array.from({ length: 400 }, (_, line) => 1_000 + line);
  const before = [...block, end, ...after];
  const effort = new DiffEffort();
  for (let time = 0; time < 50; time += 1) {
    const removed = changesOf(before, after, effort)?.removed;
    expect(kept(before, removed)).toEqual(after);
    expect(removed?.lastIndexOf(1)).toBe(block.length);
  }
});
