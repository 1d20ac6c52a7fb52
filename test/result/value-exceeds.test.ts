import fc from 'fast-check';
import { expect, it } from 'vitest';
import { valueExceeds } from '../../src/result/value-exceeds.ts';

it('is true for what is printed much longer, false for what is printed shorter (property)', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(500), (value, max) => {
      const size = JSON.stringify(value).length;
      if (valueExceeds(value, max)) expect(size * 3 + 3).toBeGreaterThan(max);
      else expect(size).toBeLessThanOrEqual(max * 8 + 8);
    }),
  );
});

it('looks at no more of a value than tells', () => {
  const part = Array.from({ length: 1_000 }, () => 'abc');
  const nested = Array.from({ length: 1_000 }, () => Array.from({ length: 1_000 }, () => part));
  expect(valueExceeds(nested, 10_000)).toBe(true);
});
