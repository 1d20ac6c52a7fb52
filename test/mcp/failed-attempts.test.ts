import { expect, test } from 'vitest';
import { FailedAttempts } from '../../src/mcp/failed-attempts.ts';
import { FakeClock } from '../support/fake-clock.ts';

test('each address has ten a minute of its own', () => {
  const clock = new FakeClock();
  const failed = new FailedAttempts(clock);
  const tenTimes = Array.from({ length: 10 }, () => failed.add('192.0.2.1'));
  expect(tenTimes).toEqual(Array(10).fill(null));
  expect(failed.add('192.0.2.1')).toBe(60);
  expect(failed.add('192.0.2.2')).toBeNull();
  clock.advance(59_999);
  expect(failed.add('192.0.2.1')).toBe(1);
  clock.advance(1);
  expect(failed.add('192.0.2.1')).toBeNull();
});

test('no more addresses are remembered than the bound, the oldest going first; none for longer than a minute', () => {
  const clock = new FakeClock();
  const failed = new FailedAttempts(clock, 3);
  for (let attempt = 0; attempt < 11; attempt += 1) failed.add('last');
  for (let host = 0; host < 100; host += 1) {
    failed.add(`192.0.2.${host}`);
    expect(failed.size).toBeLessThanOrEqual(3);
  }
  expect(failed.add('last')).toBeNull();
  clock.advance(60_000);
  failed.add('192.0.2.1');
  expect(failed.size).toBe(1);
});

test('a clock that is set back shuts nobody out for longer than a minute', () => {
  let now = Date.UTC(2026, 5, 1);
  const failed = new FailedAttempts({ now: () => now, after: () => ({ cancel() {} }) });
  for (let attempt = 0; attempt < 11; attempt += 1) failed.add('192.0.2.1');
  now -= 86_400_000;
  expect(failed.add('192.0.2.1')).toBeNull();
});
