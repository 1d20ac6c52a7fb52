import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineScan } from '../../src/base/line-scan.ts';

// Few letters, so that lines come again; some take two bytes, one is half of a pair.
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', 'ü', '€', '\ud83d'), maxLength: 40 });

const linesIn = (scan: LineScan): readonly string[] =>
  Array.from({ length: scan.count }, (_, line) => scan.lineAt(line));

test('gives the lines of each text it reads, joined the text again', () => {
  const scan = new LineScan();
  fc.assert(
    fc.property(text, (each) => {
      scan.read(each);
      expect(linesIn(scan)).toEqual(each.match(/[^\n]*\n|[^\n]+/g) ?? []);
      for (let line = 0; line < scan.count; line += 1) {
        const [start, end] = [scan.startOf(line), scan.contentEndOf(line)];
        expect(String.fromCharCode(...scan.codes.subarray(start, end))).toBe(scan.lineAt(line).replace('\n', ''));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('lines are the same where they are equal, and then their hashes are', () => {
  const [scan, other] = [new LineScan(), new LineScan()];
  fc.assert(
    fc.property(text, text, (one, another) => {
      scan.read(one);
      other.read(another);
      linesIn(scan).forEach((line, at) => {
        linesIn(other).forEach((otherLine, otherAt) => {
          expect(scan.hasSame(at, other, otherAt)).toBe(line === otherLine);
          if (line === otherLine) expect(scan.hashOf(at)).toBe(other.hashOf(otherAt));
        });
      });
      expect(scan.hash()).toBe(new LineScan().read(one).hash());
    }),
    { numRuns: 2_000 },
  );
});

test('texts of any length follow one another', () => {
  const scan = new LineScan();
  const long = 'line\n'.repeat(400_000);
  for (const each of ['a\nb', long, '', 'x', `${long}y`, '\n']) {
    expect(scan.read(each).text).toBe(each);
    expect(linesIn(scan).join('')).toBe(each);
  }
});
