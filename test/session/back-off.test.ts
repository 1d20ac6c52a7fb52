import { expect, it } from 'vitest';
import { backOffMs } from '../../src/session/back-off.ts';

const retries = [1, 2, 3, 4, 5];

it('doubles up to half a minute, and takes off up to half at random', () => {
  expect(retries.map((retry) => backOffMs(retry, 1))).toEqual([2_000, 4_000, 8_000, 16_000, 30_000]);
  expect(retries.map((retry) => backOffMs(retry, 0))).toEqual([1_000, 2_000, 4_000, 8_000, 15_000]);
  expect(backOffMs(3, 0.5)).toBe(6_000);
});
