import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Prng } from '../../src/sim/prng.ts';

test('integers stay within their bounds and reach both', () => {
  const prng = new Prng('bounds');
  const drawn = new Set(Array.from({ length: 200 }, () => prng.integer(3, 6)));
  expect([...drawn].sort()).toEqual([3, 4, 5, 6]);
});

test('shuffle keeps every item once, and the order depends on the seed alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
      const once = new Prng(seed).shuffle(items);
      expect(new Prng(seed).shuffle(items)).toEqual(once);
      expect([...once].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
    }),
  );
});
