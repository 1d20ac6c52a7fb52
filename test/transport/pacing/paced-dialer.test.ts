import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import type { Device } from '../../../src/model/device.ts';
import { type Failure, failure } from '../../../src/model/failure.ts';
import type { Connection, DialAnswer, Dialer } from '../../../src/transport/connection.ts';
import { pacedDialer } from '../../../src/transport/pacing/paced-dialer.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const connection: Connection = {
  open: true,
  exec: () => Promise.reject(new Error('nothing runs here')),
  onClose: () => () => {},
  close: async () => {},
};
const reached: DialAnswer = { ok: true, connection };
const down = (outcome: Failure['outcome'], phase: 'connect' | 'auth' | 'host_key' = 'connect'): DialAnswer => ({
  ok: false,
  failure: failure(outcome, 'no', { phase }),
});

/** Answers at once with the next answer, and notes when which device was dialled. */
class Network implements Dialer {
  readonly clock = new FakeClock();
  readonly begun = this.clock.now();
  readonly dials: { readonly device: string; readonly at: number }[] = [];
  answer: DialAnswer = reached;

  async dial(device: Device, { onStart }: Parameters<Dialer['dial']>[1]): Promise<DialAnswer> {
    onStart();
    this.dials.push({ device: device.name, at: this.clock.now() - this.begun });
    return this.answer;
  }

  paced(loginsPerS: number | null = null, random = () => 0): Dialer {
    return pacedDialer({ dialer: this, clock: this.clock, loginsPerS, random });
  }
}

const never = (): AbortSignal => new AbortController().signal;
const r1 = sampleDevice('r1');
const dial = (dialer: Dialer, device = r1, signal = never()) => dialer.dial(device, { signal, onStart: () => {} });
const codeOf = (answer: DialAnswer): string => (answer.ok ? 'ok' : answer.failure.error.code);

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}

describe('a device that is dialled again and again', () => {
  test('is skipped from the 11th dial within a minute on, and says until when', async () => {
    const network = new Network();
    const dialer = network.paced();
    for (let time = 0; time < 10; time += 1) {
      expect(codeOf(await dial(dialer))).toBe('ok');
      network.clock.advance(1_000);
    }
    const skipped = await dial(dialer);
    expect(skipped).toMatchObject({ failure: { outcome: 'skipped', error: { code: 'paced', phase: 'queue' } } });
    if (!skipped.ok) expect(skipped.failure.error.message).toContain(new Date(network.begun + 60_000).toISOString());
    expect(codeOf(await dial(dialer, sampleDevice('r2')))).toBe('ok');
    expect(network.dials.filter(({ device }) => device === 'r1')).toHaveLength(10);
    network.clock.advance(50_000);
    expect(codeOf(await dial(dialer))).toBe('ok');
    expect(codeOf(await dial(dialer))).toBe('paced');
  });
});

describe('a device that cannot be reached', () => {
  test.each(['unreachable', 'connect_timeout', 'busy'] as const)(
    '%s 5 times in a row rests for 60 s',
    async (outcome) => {
      const network = new Network();
      const dialer = network.paced();
      network.answer = down(outcome);
      for (let time = 0; time < 5; time += 1) expect(codeOf(await dial(dialer))).toBe(outcome);
      const until = new Date(network.begun + 60_000).toISOString();
      const skipped = await dial(dialer);
      expect(skipped).toMatchObject({ failure: { outcome: 'skipped', error: { code: 'resting' } } });
      if (!skipped.ok) expect(skipped.failure.error.message).toContain(until);
      expect(network.dials).toHaveLength(5);
      network.clock.advance(60_000);
      // One dial is let through; it fails, and the device rests again.
      expect(codeOf(await dial(dialer))).toBe(outcome);
      expect(codeOf(await dial(dialer))).toBe('resting');
      network.clock.advance(60_000);
      network.answer = reached;
      expect(codeOf(await dial(dialer))).toBe('ok');
      network.answer = down(outcome);
      for (let time = 0; time < 5; time += 1) expect(codeOf(await dial(dialer))).toBe(outcome);
      expect(codeOf(await dial(dialer))).toBe('resting');
    },
  );

  test('a refused login ends the row, other failures neither count nor end it', async () => {
    const network = new Network();
    const dialer = network.paced();
    const dials = async (answer: DialAnswer, times: number) => {
      network.answer = answer;
      for (let time = 0; time < times; time += 1) await dial(dialer);
      network.clock.advance(60_000);
    };
    await dials(down('unreachable'), 4);
    await dials(down('auth_failed', 'auth'), 1);
    await dials(down('unreachable'), 4);
    await dials(down('host_key', 'host_key'), 9);
    await dials(down('cancelled'), 9);
    expect(codeOf(await dial(dialer))).toBe('cancelled');
    network.answer = down('unreachable');
    await dial(dialer);
    expect(codeOf(await dial(dialer))).toBe('resting');
  });

  test('with another address is another device', async () => {
    const network = new Network();
    const dialer = network.paced();
    network.answer = down('unreachable');
    for (let time = 0; time < 5; time += 1) await dial(dialer);
    expect(codeOf(await dial(dialer))).toBe('resting');
    expect(codeOf(await dial(dialer, sampleDevice('r1', { port: 2222 })))).toBe('unreachable');
  });
});

test('a clock that is set back holds nothing back for longer', async () => {
  const network = new Network();
  const dialer = network.paced(1);
  await dial(dialer, sampleDevice('a'));
  network.clock.advance(-3_600_000);
  const second = dial(dialer, sampleDevice('b'));
  await settle();
  network.clock.advance(1_000);
  expect(codeOf(await second)).toBe('ok');

  const unpaced = network.paced();
  network.answer = down('unreachable');
  for (let time = 0; time < 5; time += 1) await dial(unpaced);
  network.clock.advance(-3_600_000);
  expect(codeOf(await dial(unpaced))).toBe('resting');
  network.clock.advance(60_000);
  expect(codeOf(await dial(unpaced))).toBe('unreachable');
});

const inGroups = (name: string, ...loginPaces: { group: string; perSecond: number }[]): Device =>
  sampleDevice(name, { loginPaces });

describe('logins a second', () => {
  test('are spaced out, with jitter that only lengthens', async () => {
    const network = new Network();
    const dialer = network.paced(10, () => 0.5);
    const all = ['a', 'b', 'c'].map((name) => dial(dialer, sampleDevice(name)));
    for (let step = 0; step < 30; step += 1) {
      await settle();
      network.clock.advance(10);
    }
    await Promise.all(all);
    expect(network.dials).toEqual([
      { device: 'a', at: 0 },
      { device: 'b', at: 110 },
      { device: 'c', at: 220 },
    ]);
    expect(network.clock.pending).toBe(0);
  });

  test('of a group bind its devices only; one in two groups obeys both', async () => {
    const network = new Network();
    const dialer = network.paced();
    const slow = { group: 'slow', perSecond: 1 };
    const slower = { group: 'a-slower', perSecond: 0.5 };
    const devices = [
      inGroups('s1', slow),
      inGroups('both', slow, slower),
      inGroups('t1', slower),
      sampleDevice('free'),
    ];
    const all = devices.map((device) => dial(dialer, device));
    for (let step = 0; step < 50; step += 1) {
      await settle();
      network.clock.advance(100);
    }
    await Promise.all(all);
    const at = Object.fromEntries(network.dials.map((each) => [each.device, each.at]));
    expect(at).toEqual({ free: 0, s1: 0, both: 1_000, t1: 3_000 });
  });

  test('a cancelled wait ends at once and takes nobody else’s place', async () => {
    const network = new Network();
    const dialer = network.paced(1);
    const controllers = Array.from({ length: 50 }, () => new AbortController());
    const first = dial(dialer, sampleDevice('a'));
    const cancelled = controllers.map(({ signal }, index) => dial(dialer, sampleDevice(`x${index}`), signal));
    const last = dial(dialer, sampleDevice('z'));
    await settle();
    for (const controller of controllers) controller.abort(new RollcallError('cancelled', 'enough'));
    expect(new Set((await Promise.all(cancelled)).map(codeOf))).toEqual(new Set(['cancelled']));
    await settle();
    network.clock.advance(1_000);
    expect([await first, await last].map(codeOf)).toEqual(['ok', 'ok']);
    expect(network.dials.map(({ device }) => device)).toEqual(['a', 'z']);
    expect(network.clock.pending).toBe(0);
  });

  test('property: never faster than any rate, and everyone gets a turn', async () => {
    const groups = [
      { group: 'g1', perSecond: 5 },
      { group: 'g2', perSecond: 10 },
      { group: 'g3', perSecond: 2 },
    ];
    const members = fc.array(fc.subarray(groups), { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(members, fc.double({ min: 0, max: 1, noNaN: true }), async (paces, random) => {
        const network = new Network();
        const dialer = network.paced(20, () => random);
        const devices = paces.map((loginPaces, index) => inGroups(`r${index}`, ...loginPaces));
        let answered = 0;
        const all = devices.map((device) => dial(dialer, device).then(() => (answered += 1)));
        for (let step = 0; answered < devices.length && step < 500; step += 1) {
          for (let turn = 0; turn < 4; turn += 1) await nextTurn();
          network.clock.advance(25);
        }
        await Promise.all(all);
        for (const { group, perSecond } of [...groups, { group: null, perSecond: 20 }]) {
          const own = devices.filter(
            (device) => group === null || device.loginPaces?.some((pace) => pace.group === group),
          );
          const times = network.dials
            .filter(({ device }) => own.some(({ name }) => name === device))
            .map(({ at }) => at);
          for (const [index, time] of times.slice(1).entries()) {
            expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000 / perSecond);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
