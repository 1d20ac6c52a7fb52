import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineScan } from '../../src/base/line-scan.ts';
import { linesOf, ReferenceLines } from '../../src/result/reference-lines.ts';
import { linesOfOneHash } from '../support/lines-of-one-hash.ts';

const text = fc.array(fc.constantFrom('', 'a', 'b', 'cc', 'a b'), { maxLength: 12 }).map((lines) => lines.join('\n'));

test('counts the lines and characters that only one of two texts has, and numbers those that both have', () => {
  const scan = new LineScan();
  fc.assert(
    fc.property(text, text, (base, other) => {
      const reference = new ReferenceLines(base);
      const { ids, lines, chars } = reference.distanceTo(scan.read(other));
      const left = [...linesOf(base)];
      const added = linesOf(other).filter((line) => {
        const at = left.indexOf(line);
        if (at !== -1) left.splice(at, 1);
        return at === -1;
      });
      expect(lines).toBe(left.length + added.length);
      expect(chars).toBe([...left, ...added].join('').length);
      const known = linesOf(base);
      linesOf(other).forEach((line, at) => {
        const id = known.includes(line) ? reference.ids[known.indexOf(line)] : -1;
        expect(ids[at]).toBe(id);
      });
    }),
    { numRuns: 2_000 },
  );
});

test('lines of one hash are told apart', () => {
  const [one, other] = linesOfOneHash();
  const scan = new LineScan();
  const both = new ReferenceLines(one + other + one);
  expect([...both.ids]).toEqual([0, 1, 0]);
  expect([...both.distanceTo(scan.read(`new\n${other}${one}${one}${one}`)).ids]).toEqual([-1, 1, 0, 0, 0]);
  expect(both.distanceTo(scan.read(`new\n${other}${one}${one}${one}`)).lines).toBe(2);
  expect(new ReferenceLines(one).distanceTo(scan.read(other)).lines).toBe(2);
});
