import { diffArrays } from 'diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DiffEffort, lineChanges } from '../../src/result/line-changes.ts';

const changed = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
const kept = (lines: readonly number[], flags: readonly boolean[]): readonly number[] =>
  lines.filter((_, at) => !flags[at]);

/** -1: a line that `base` does not have. */
const other = fc.array(fc.integer({ min: -1, max: 6 }), { maxLength: 20 });
const base = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 20 });

test('keeps the same lines in the same order in both, and changes no more than needed', () => {
  fc.assert(
    fc.property(base, other, (before, after) => {
      const changes = lineChanges(before, after, new DiffEffort());
      expect(kept(before, changes?.removed ?? [])).toEqual(kept(after, changes?.added ?? []));
      const fewest = diffArrays(
        [...before],
        after.map((line, at) => (line === -1 ? -1 - at : line)),
      )
        .filter((part) => part.added || part.removed)
        .reduce((sum, { count }) => sum + count, 0);
      expect(changed(changes?.removed ?? []) + changed(changes?.added ?? [])).toBe(fewest);
    }),
    { numRuns: 3_000 },
  );
});

test('costs no effort where what both have stands in the same order, however much else differs', () => {
  const before = Array.from({ length: 2_000 }, (_, line) => line);
  const after = before.map((line) => (line % 3 === 0 ? -1 : line));
  const effort = new DiffEffort();
  const most = effort.maxChanges;
  const changes = lineChanges(before, after, effort);
  expect(changed(changes?.added ?? [])).toBe(667);
  expect(effort.maxChanges).toBe(most);
  expect(lineChanges(before, after.toReversed(), effort)).toBeNull();
});
