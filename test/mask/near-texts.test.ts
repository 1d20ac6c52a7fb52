import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineScan } from '../../src/base/line-scan.ts';
import type { LinePattern } from '../../src/mask/line-patterns.ts';
import { NearTexts } from '../../src/mask/near-texts.ts';
import { Token } from '../../src/mask/token.ts';

const patternNear = (...near: readonly string[]): LinePattern => ({
  token: new Token('any'),
  near,
  regex: /x/g,
  exact: /x/dg,
  isInside: true,
});

const patternsIn = (line: string, near: NearTexts): readonly LinePattern[] =>
  near.in(new LineScan().read(line).codes, 0, line.length);

// Few letters, so that texts overlap, hold and begin one another; one is beyond ASCII.
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'ß'), minLength: 1, maxLength: 5 });

test('finds the patterns of which a text stands in the line, in their order', () => {
  const patterns = fc.array(
    fc.array(text, { minLength: 1, maxLength: 4 }).map((near) => patternNear(...near)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(patterns, fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', 'ß', 'x') }), (given, line) => {
      const expected = given.filter(({ near }) => near.some((each) => line.includes(each)));
      expect(patternsIn(line, new NearTexts(given))).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('a text that ends within a longer one counts, whether the longer one is there or not', () => {
  const [long, short, other] = [patternNear('Uptime'), patternNear('time'), patternNear('meter')];
  const near = new NearTexts([long, short, other]);
  expect(patternsIn('Uptime: 3', near)).toEqual([long, short]);
  expect(patternsIn('Uptimeter', near)).toEqual([long, short, other]);
  expect(patternsIn('Uptim e', near)).toEqual([]);
});
