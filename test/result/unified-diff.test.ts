import { applyPatch } from 'diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineScan } from '../../src/base/line-scan.ts';
import { DiffEffort, lineChanges } from '../../src/result/line-changes.ts';
import { ReferenceLines } from '../../src/result/reference-lines.ts';
import { unifiedDiff } from '../../src/result/unified-diff.ts';

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', ''), { maxLength: 25 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

function diffOf(base: string, other: string, length?: number): string | null {
  const reference = new ReferenceLines(base);
  const scan = new LineScan().read(other);
  const changes = lineChanges(reference.ids, reference.distanceTo(scan), new DiffEffort());
  expect(changes).not.toBeNull();
  return changes === null ? null : unifiedDiff(reference.scan, scan, changes, length);
}

test('a diff makes the one text the other', () => {
  fc.assert(
    fc.property(text, text, (base, other) => {
      const diff = diffOf(base, other);
      expect(diff === '').toBe(base === other);
      // As long as it is, it is not shorter than that; one character more, and it is.
      expect(diffOf(base, other, diff?.length)).toBe(null);
      expect(diffOf(base, other, (diff?.length ?? 0) + 1)).toBe(diff);
      if (diff !== '') expect(applyPatch(base, `--- a\n+++ b\n${diff}`)).toBe(other);
    }),
    { numRuns: 3_000 },
  );
});

test('shows a line around each change, and where the text ends without a line feed', () => {
  expect(diffOf('a\nb\nc\nd\ne\n', 'a\nb\nC\nd\ne')).toBe(
    '@@ -2,4 +2,4 @@\n b\n-c\n+C\n d\n-e\n+e\n\\ No newline at end of file\n',
  );
  expect(diffOf('', 'a\n')).toBe('@@ -0,0 +1 @@\n+a\n');
});
