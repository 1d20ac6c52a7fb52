import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { HostResolver } from '../../../src/transport/ssh2/host-resolver.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const address = { address: '192.0.2.1', family: 4 };
const found = { ok: true, addresses: [address] };

/** A resolver whose lookups end when told. */
function setUp() {
  const clock = new FakeClock();
  const running = new Map<string, () => void>();
  const asked: string[] = [];
  const resolver = new HostResolver({
    clock,
    resolve: (host) =>
      new Promise((resolve) => {
        asked.push(host);
        running.set(host, () => {
          running.delete(host);
          resolve([address]);
        });
      }),
  });
  const ask = (host: string, signal = new AbortController().signal) =>
    resolver.resolve(host, { timeoutMs: 1_000, signal });
  return { clock, running, asked, ask };
}

test('at most two lookups run, and those that nobody waits for any more never begin', async () => {
  const { clock, running, asked, ask } = setUp();
  const cancel = new AbortController();
  const answers = Array.from({ length: 8 }, (_, index) => ask(`r${index}`, cancel.signal));
  await nextTurn();
  cancel.abort(new RollcallError('cancelled', 'enough'));
  for (const answer of await Promise.all(answers)) {
    expect(answer).toMatchObject({ ok: false, failure: { outcome: 'cancelled' } });
  }
  for (const end of running.values()) end();
  await nextTurn();
  expect(asked).toEqual(['r0', 'r1']);
  expect(clock.pending).toBe(0);
});

test('the deadline begins with the lookup, whose place is free only when it has really ended', async () => {
  const { clock, running, asked, ask } = setUp();
  const slow = [ask('slow1'), ask('slow2')];
  const healthy = ask('healthy');
  await nextTurn();
  clock.advance(1_000);
  for (const answer of await Promise.all(slow)) {
    expect(answer).toMatchObject({ ok: false, failure: { outcome: 'unreachable', error: { phase: 'resolve' } } });
  }
  clock.advance(60_000);
  await nextTurn();
  expect(asked).toEqual(['slow1', 'slow2']);
  running.get('slow1')?.();
  await nextTurn();
  expect(asked).toEqual(['slow1', 'slow2', 'healthy']);
  clock.advance(999);
  running.get('healthy')?.();
  expect(await healthy).toEqual(found);
  expect(clock.pending).toBe(0);
});

test('who asks for the same name shares the lookup, also one that others gave up', async () => {
  const { clock, running, asked, ask } = setUp();
  const first = ask('r1');
  await nextTurn();
  clock.advance(1_000);
  expect(await first).toMatchObject({ ok: false });
  const rest = [ask('r1'), ask('r1')];
  await nextTurn();
  running.get('r1')?.();
  expect(await Promise.all(rest)).toEqual([found, found]);
  expect(asked).toEqual(['r1']);
});

test('one of several that wait for a name may go, and the name asked for again is looked up', async () => {
  const { running, asked, ask } = setUp();
  const others = [ask('a'), ask('b')];
  const cancel = new AbortController();
  const [gone, stays] = [ask('r1', cancel.signal), ask('r1')];
  cancel.abort();
  expect(await gone).toMatchObject({ ok: false, failure: { outcome: 'cancelled' } });
  const alone = new AbortController();
  const dropped = ask('r2', alone.signal);
  alone.abort();
  const again = ask('r2');
  expect(await dropped).toMatchObject({ ok: false });
  for (const host of ['a', 'b', 'r1', 'r2']) {
    await nextTurn();
    running.get(host)?.();
  }
  expect(await Promise.all([...others, stays, again])).toEqual([found, found, found, found]);
  expect(asked).toEqual(['a', 'b', 'r1', 'r2']);
});

test('an address needs no lookup', async () => {
  const { asked, ask } = setUp();
  expect(await ask('192.0.2.7')).toEqual({ ok: true, addresses: [{ address: '192.0.2.7', family: 4 }] });
  expect(await ask('2001:db8::1')).toEqual({ ok: true, addresses: [{ address: '2001:db8::1', family: 6 }] });
  expect(asked).toEqual([]);
});
