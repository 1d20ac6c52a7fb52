import { expect, it, onTestFinished } from 'vitest';
import { nodeProbe } from '../../src/app/process-probe.ts';
import { FakeClock } from '../support/fake-clock.ts';

it('measures how late timers run on average, while it is asked to', async () => {
  const clock = new FakeClock();
  const probe = nodeProbe(clock);
  onTestFinished(() => probe.rest());
  expect(probe.loopDelay()).toBeNull();
  probe.begin();
  /** Lets the loop turn for long enough that the monitor looks. */
  const turn = async (): Promise<void> => {
    const until = performance.now() + 50;
    while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
  };
  // The monitor has to have looked once before the hold-up, and once after it.
  await turn();
  const until = performance.now() + 300;
  while (performance.now() < until);
  await turn();
  expect(probe.loopDelay()).toBeNull();
  clock.advance(1_000);
  const delay = probe.loopDelay();
  expect(delay?.maxMs).toBeGreaterThan(250);
  // 300 ms of about 400: most of what was due then waited for its end, 150 ms on average.
  expect(delay?.averageMs).toBeGreaterThan(70);
  expect(delay?.averageMs).toBeLessThan(delay?.maxMs ?? 0);
  clock.advance(500);
  expect(probe.loopDelay()).toBe(delay);
  probe.rest();
  expect(probe.loopDelay()).toBeNull();
});

it('tells memory', () => {
  const { residentBytes, heapBytes } = nodeProbe(new FakeClock()).memory();
  expect(residentBytes).toBeGreaterThan(heapBytes / 10);
  expect(heapBytes).toBeGreaterThan(1_000_000);
});
