import { expect, it } from 'vitest';
import { hasFailed } from '../../src/plan/has-failed.ts';

const step = { id: 'a', devices: 'all', command: 'show version' };
const ten = (failed: number) => ({ total: 10, succeeded: 10 - failed, failed });

it('a step without a limit has failed when nothing succeeded, and one without targets has not', () => {
  expect([0, 9, 10].map((failed) => hasFailed(step, ten(failed)))).toEqual([false, false, true]);
  expect(hasFailed(step, { total: 0, succeeded: 0, failed: 0 })).toBe(false);
});

it('a limit is what may fail, as a count or a share', () => {
  expect([2, 3].map((failed) => hasFailed({ ...step, max_failed: 2 }, ten(failed)))).toEqual([false, true]);
  expect([1, 2].map((failed) => hasFailed({ ...step, max_failed: '15%' }, ten(failed)))).toEqual([false, true]);
  expect(hasFailed({ ...step, max_failed: 0 }, ten(1))).toBe(true);
  expect(hasFailed({ ...step, max_failed: '100%' }, ten(10))).toBe(false);
});

it('waves bear no failure unless they say so', () => {
  expect(hasFailed({ ...step, waves: [1] }, ten(1))).toBe(true);
  expect(hasFailed({ ...step, waves: [1], max_failed: '10%' }, ten(1))).toBe(false);
});
