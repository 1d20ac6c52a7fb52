import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canaryFirst, wavesOf } from '../../src/plan/wave-sizes.ts';

const named = (count: number): string[] => Array.from({ length: count }, (_, at) => `r${at + 1}`);
const sizes = (count: number, of: Parameters<typeof wavesOf>[1]): number[] =>
  wavesOf(named(count), of).map(({ length }) => length);

describe('wavesOf', () => {
  it('makes each wave as large as its size says, and goes on with the last', () => {
    expect(sizes(40, [1, 5, '25%', '100%'])).toEqual([1, 5, 10, 24]);
    expect(sizes(10, [1, 4])).toEqual([1, 4, 4, 1]);
    expect(sizes(3, ['10%'])).toEqual([1, 1, 1]);
    expect(sizes(0, [1])).toEqual([]);
  });

  it('loses no device and takes none twice', () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 100 }).map((share) => `${share}%`),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.array(size, { minLength: 1, maxLength: 6 }), (count, of) => {
        expect(wavesOf(named(count), of).flat()).toEqual(named(count));
      }),
    );
  });

  it('puts the canary first', () => {
    expect(canaryFirst(named(4), new Set(['r3', 'r9']))).toEqual(['r3', 'r1', 'r2', 'r4']);
  });
});
