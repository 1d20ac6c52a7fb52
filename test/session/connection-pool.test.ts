import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../src/model/failure.ts';
import {
  type ConnectionPool,
  createConnectionPool,
  type Lease,
  type LeaseAnswer,
} from '../../src/session/connection-pool.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { exit, FakeDialer } from '../support/fake-dialer.ts';
import { sampleDevice } from '../support/sample-device.ts';

const never = new AbortController().signal;
const clock = new FakeClock();
let pool: ConnectionPool | null = null;

function poolOver(dialer: FakeDialer): ConnectionPool {
  pool = createConnectionPool({ dialer, clock, idleCloseMs: 1_000 });
  return pool;
}

const quiet = { signal: never, onDialStart: () => {} };

function leased(answer: LeaseAnswer): Lease {
  if (!answer.ok) throw new Error(answer.failure.error.message);
  return answer.lease;
}

afterEach(async () => {
  await pool?.close();
  pool = null;
  expect(clock.pending).toBe(0);
});

const r1 = sampleDevice('r1', { sessionLimit: 2 });

describe('createConnectionPool', () => {
  it('dials once for leases that come together, and reuses the connection afterwards', async () => {
    const dialer = new FakeDialer({ r1: () => exit() });
    const connections = poolOver(dialer);
    const both = await Promise.all([connections.lease(r1, quiet), connections.lease(r1, quiet)]);
    for (const answer of both) leased(answer).release();
    expect(leased(await connections.lease(r1, quiet)).origin).toBe('reused');
    expect(dialer.dialled).toEqual(['r1']);
  });

  it('lends no more channels than the device allows', async () => {
    const connections = poolOver(new FakeDialer({ r1: () => exit() }));
    const first = leased(await connections.lease(r1, quiet));
    await connections.lease(r1, quiet);
    let third: LeaseAnswer | null = null;
    const waiting = connections.lease(r1, quiet).then((answer) => {
      third = answer;
    });
    await Promise.resolve();
    expect(third).toBeNull();
    first.release();
    first.release();
    await waiting;
    expect(third).not.toBeNull();
  });

  it('closes a connection that nobody used for a while, and not before', async () => {
    const dialer = new FakeDialer({ r1: () => exit() });
    const connections = poolOver(dialer);
    leased(await connections.lease(r1, quiet)).release();
    clock.advance(999);
    const second = leased(await connections.lease(r1, quiet));
    clock.advance(5_000);
    expect(dialer.connections[0]?.open).toBe(true);
    second.release();
    clock.advance(1_000);
    expect(dialer.connections[0]?.open).toBe(false);
  });

  it('dials anew when the connection was lost, and when the device was edited', async () => {
    const dialer = new FakeDialer({ r1: () => exit() });
    const connections = poolOver(dialer);
    leased(await connections.lease(r1, quiet)).release();
    dialer.connections[0]?.lose();
    expect(clock.pending).toBe(0);
    leased(await connections.lease(r1, quiet)).release();
    leased(await connections.lease({ ...r1, port: 2222 }, quiet)).release();
    expect(dialer.dialled).toHaveLength(3);
  });

  it('goes on dialling for the others when one stops waiting, and stops when the last does', async () => {
    const dialer = new FakeDialer({ r1: () => exit() });
    const connections = poolOver(dialer);
    const release = dialer.hold('r1');
    const one = new AbortController();
    const impatient = connections.lease(r1, { ...quiet, signal: one.signal });
    const patient = connections.lease(r1, quiet);
    await expect.poll(() => dialer.dialled.length).toBe(1);
    one.abort();
    expect((await impatient).ok).toBe(false);
    release();
    leased(await patient).release();
    expect(dialer.dialled).toEqual(['r1']);

    const other = sampleDevice('r1', { port: 23 });
    dialer.hold('r1');
    const two = new AbortController();
    const last = connections.lease(other, { ...quiet, signal: two.signal });
    await expect.poll(() => dialer.dialled.length).toBe(2);
    two.abort();
    expect(await last).toMatchObject({ ok: false, failure: { outcome: 'cancelled' } });
  });

  it('answers with the failure of the dial to everyone who waited', async () => {
    const refused = failure('auth_failed', 'refused');
    const dialer = new FakeDialer({ r1: refused });
    const connections = poolOver(dialer);
    const answers = await Promise.all([connections.lease(r1, quiet), connections.lease(r1, quiet)]);
    expect(answers).toEqual([
      { ok: false, failure: refused },
      { ok: false, failure: refused },
    ]);
    expect(dialer.dialled).toEqual(['r1']);
  });

  it('does not dial again for those who waited for a channel while the dial failed', async () => {
    const dialer = new FakeDialer({ r1: failure('auth_failed', 'refused') });
    const connections = poolOver(dialer);
    const answers = await Promise.all(Array.from({ length: 7 }, () => connections.lease(r1, quiet)));
    expect(new Set(answers.map((answer) => answer.ok || answer.failure.outcome))).toEqual(new Set(['auth_failed']));
    expect(dialer.dialled).toEqual(['r1']);
    await connections.lease(r1, quiet);
    expect(dialer.dialled).toHaveLength(2);
  });

  it('keeps one connection a device when an abandoned dial succeeds after all', async () => {
    const dialer = new FakeDialer({ r1: () => exit() });
    dialer.ignoreAbort = true;
    const connections = poolOver(dialer);
    const release = dialer.hold('r1');
    const gone = new AbortController();
    const abandoned = connections.lease(r1, { ...quiet, signal: gone.signal });
    await expect.poll(() => dialer.dialled.length).toBe(1);
    gone.abort();
    expect((await abandoned).ok).toBe(false);
    release();
    const lease = leased(await connections.lease(r1, quiet));
    await expect.poll(() => dialer.connections.map(({ open }) => open)).toEqual([false, true]);
    lease.release();
    clock.advance(1_000);
    expect(dialer.connections.map(({ open }) => open)).toEqual([false, false]);
  });

  it('leaves nothing behind when closed', async () => {
    const dialer = new FakeDialer({ r1: () => exit(), r2: () => exit() });
    const connections = poolOver(dialer);
    leased(await connections.lease(r1, quiet)).release();
    dialer.hold('r2');
    const dialling = connections.lease(sampleDevice('r2'), quiet);
    await expect.poll(() => dialer.dialled.length).toBe(2);
    await connections.close();
    expect(await dialling).toMatchObject({ ok: false, failure: { outcome: 'cancelled' } });
    expect(dialer.connections[0]?.open).toBe(false);
    expect(await connections.lease(r1, quiet)).toMatchObject({ ok: false, failure: { outcome: 'cancelled' } });
    expect(clock.pending).toBe(0);
  });
});
