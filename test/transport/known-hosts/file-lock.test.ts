import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostKeyAnswer } from '../../../src/transport/host-keys.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { refused, setUp } from './asked-store.ts';
import { lineFor, sampleKey } from './sample-key.ts';

test('a cancel ends the wait for a lock of another process, leaves no timer and stops no other device', async () => {
  const clock = new FakeClock(Date.now());
  const { store, own, device } = setUp('', clock);
  mkdirSync(join(own, '..'));
  writeFileSync(`${own}.lock`, '');
  const cancel = new AbortController();
  const cancelled = store.check(device(), sampleKey(), cancel.signal);
  const key = sampleKey();
  const other = store.check(device({ host: 'r2' }), key);
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  cancel.abort();
  expect(await cancelled).toMatchObject({ ok: false, failure: { outcome: 'cancelled' } });
  expect(clock.pending).toBe(1);
  rmSync(`${own}.lock`);
  clock.advance(20);
  expect(await other).toEqual({ ok: true });
  expect(readFileSync(own, 'utf8')).toBe(lineFor('r2', key));
  expect(clock.pending).toBe(0);
});

test('when all that wait are cancelled nobody waits for the lock, and the next key is taken as ever', async () => {
  const clock = new FakeClock(Date.now());
  const { store, own, device } = setUp('', clock);
  mkdirSync(join(own, '..'));
  writeFileSync(`${own}.lock`, '');
  const cancel = new AbortController();
  const first = store.check(device(), sampleKey(), cancel.signal);
  const second = store.trust(device(), sampleKey(), cancel.signal).catch((thrown: unknown) => thrown);
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  cancel.abort();
  expect(clock.pending).toBe(0);
  expect(await first).toMatchObject({ ok: false, failure: { outcome: 'cancelled' } });
  expect(await second).toMatchObject({ code: 'cancelled' });
  rmSync(`${own}.lock`);
  const key = sampleKey();
  expect(await store.check(device(), key)).toEqual({ ok: true });
  expect(readFileSync(own, 'utf8')).toBe(lineFor('mx1', key));
  expect(await store.check(device(), sampleKey(), AbortSignal.abort())).toMatchObject({ ok: false });
});

test('a lock that other processes take again and again is given up after 5 s', async () => {
  const clock = new FakeClock(Date.now());
  const { store, own, device } = setUp('', clock);
  mkdirSync(join(own, '..'));
  writeFileSync(`${own}.lock`, '');
  let answer: HostKeyAnswer | null = null;
  const asked = store.check(device(), sampleKey()).then((given) => {
    answer = given;
  });
  while (answer === null) {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.pending === 0) continue;
    clock.advance(20);
    utimesSync(`${own}.lock`, clock.now() / 1_000, clock.now() / 1_000);
  }
  await asked;
  expect(refused(answer).message).toBe(`another process holds ${own}.lock`);
});

test.each([
  ['just left by a killed process is taken away after 2 s', 0, 2_000],
  ['of a process whose clock was ahead is taken away at once', 3_600, 0],
])('a lock %s', async (_what, aheadSeconds, afterMs) => {
  const clock = new FakeClock(Math.floor(Date.now() / 1_000) * 1_000);
  const { store, own, device } = setUp('', clock);
  mkdirSync(join(own, '..'));
  writeFileSync(`${own}.lock`, '');
  const dated = clock.now() / 1_000 + aheadSeconds;
  utimesSync(`${own}.lock`, dated, dated);
  const began = clock.now();
  let answer: HostKeyAnswer | null = null;
  const asked = store.check(device(), sampleKey()).then((given) => {
    answer = given;
  });
  while (answer === null) {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.pending > 0) clock.advance(20);
  }
  await asked;
  expect(answer).toEqual({ ok: true });
  expect(clock.now() - began).toBeLessThanOrEqual(afterMs + 40);
});
