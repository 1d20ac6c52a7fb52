import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { SchedulerLoad } from '../../src/schedule/scheduler.ts';
import { controlledScheduler, settled } from '../support/controlled-scheduler.ts';

describe('which job is next', () => {
  it('is the most urgent, then the oldest', async () => {
    const { started, ask, end } = controlledScheduler(1);
    const asked: readonly (readonly [string, Priority])[] = [
      ['a', 'low'],
      ['b', 'normal'],
      ['c', 'critical'],
      ['d', 'high'],
      ['e', 'critical'],
      ['f', 'normal'],
    ];
    for (const [name, priority] of asked) void ask({ name, priority });
    await settled();
    for (const name of 'cedbfa') await end(name);
    expect(started.join('')).toBe('cedbfa');
  });

  it('is a low job after three minutes, however many critical ones keep coming', async () => {
    const { clock, started, ask, end } = controlledScheduler(1);
    void ask({ name: 'busy' });
    void ask({ name: 'low', priority: 'low' });
    await settled();
    let running = 'busy';
    for (let minute = 0; !started.includes('low'); minute += 1) {
      expect(minute).toBeLessThan(5);
      for (let each = 0; each < 10; each += 1) void ask({ name: `${minute}.${each}`, priority: 'critical' });
      for (let each = 0; each < 5 && running !== 'low'; each += 1) {
        await end(running);
        running = started.at(-1) ?? '';
        clock.advance(12_000);
      }
    }
    expect(clock.now() - Date.UTC(2026, 0, 1)).toBeLessThanOrEqual(5 * 60_000);
  });

  it('is of whoever has waited longest for a turn: 10,000 jobs of one caller do not delay the only one of another', async () => {
    const { started, ask, end } = controlledScheduler(1);
    for (let each = 0; each < 10_000; each += 1) void ask({ name: `many ${each}`, caller: 'many' });
    await settled();
    void ask({ name: 'one', caller: 'one' });
    await end('many 0');
    await end('many 1');
    expect(started.slice(0, 3)).toContain('one');
  });

  it('passes the jobs that a bound holds back', async () => {
    const { started, ask, end } = controlledScheduler(100);
    const core = [{ group: 'core', devicesAtOnce: 1 }];
    void ask({ name: 'core 1', groups: core, run: 'a' });
    void ask({ name: 'core 2', groups: core, run: 'a' });
    void ask({ name: 'more on core 1', device: 'core 1', groups: core, run: 'b', runLimit: 1 });
    void ask({ name: 'same run', run: 'b', runLimit: 1 });
    void ask({ name: 'same device', device: 'core 1', deviceLimit: 2, run: 'c' });
    void ask({ name: 'free', run: 'd' });
    await settled();
    expect(started).toEqual(['core 1', 'more on core 1', 'free']);
    await end('core 1');
    expect(started.slice(3)).toEqual(['same device']);
    await end('more on core 1');
    expect(started.slice(4)).toEqual(['core 2', 'same run']);
  });
});

describe('a cancel', () => {
  it('calls the work of what waits at once, past every bound, and lets what runs end by itself', async () => {
    const { scheduler, started, ask, end } = controlledScheduler(1);
    const controller = new AbortController();
    const { signal } = controller;
    const first = ask({ name: 'first', signal });
    const others = Array.from({ length: 5 }, (_, each) => ask({ name: `${each}`, signal, work: async () => {} }));
    const last = ask({ name: 'last' });
    await settled();
    controller.abort(new RollcallError('cancelled', 'enough'));
    await Promise.all(others);
    expect(scheduler.load).toMatchObject({ running: 1, queued: 1 });
    expect(started).toEqual(['first']);
    await end('first');
    await first;
    await end('last');
    await last;
  });

  it('of a job that comes too late calls its work too', async () => {
    const { scheduler, ask } = controlledScheduler(1);
    let calls = 0;
    const work = async (): Promise<void> => {
      calls += 1;
    };
    await ask({ name: 'late', signal: AbortSignal.abort(), work });
    expect(calls).toBe(1);
    expect(scheduler.load).toMatchObject({ running: 0, queued: 0 });
  });
});

describe('a rest', () => {
  it('gives the place to others, and takes one again before those that came later', async () => {
    const { scheduler, clock, started, places, ask, end } = controlledScheduler(1);
    for (const name of ['a', 'b', 'c']) void ask({ name });
    await settled();
    let rested = false;
    void places
      .get('a')
      ?.rest(1_000)
      .then(() => {
        rested = true;
      });
    await settled();
    expect(started).toEqual(['a', 'b']);
    expect(scheduler.load).toMatchObject({ running: 1, queued: 1, resting: 1 });
    clock.advance(1_000);
    await settled();
    expect(rested).toBe(false);
    await end('b');
    expect(rested).toBe(true);
    expect(started).toEqual(['a', 'b']);
    await end('a');
    expect(started).toEqual(['a', 'b', 'c']);
    await end('c');
    expect(scheduler.load).toMatchObject({ running: 0, queued: 0, resting: 0 });
  });

  it.each([0, 2_000])('ends with the reason of a cancel that comes after %d ms', async (ms) => {
    const { scheduler, clock, places, ask, end } = controlledScheduler(1);
    const controller = new AbortController();
    void ask({ name: 'a', signal: controller.signal });
    void ask({ name: 'b' });
    await settled();
    const rest = places.get('a')?.rest(1_000);
    await settled();
    clock.advance(ms);
    const enough = new RollcallError('cancelled', 'enough');
    controller.abort(enough);
    await expect(rest).rejects.toBe(enough);
    expect(clock.pending).toBe(0);
    expect(scheduler.load).toMatchObject({ running: 1, queued: 0, resting: 0 });
    await expect(places.get('a')?.rest(1)).rejects.toBe(enough);
    await end('a');
    expect(scheduler.load.running).toBe(1);
  });

  it('of a job whose work ends meanwhile leaves nothing behind', async () => {
    const { scheduler, clock, places, ask, end } = controlledScheduler(1);
    const asked = ask({ name: 'a' });
    await settled();
    void places.get('a')?.rest(1_000);
    await end('a');
    await asked;
    expect(clock.pending).toBe(0);
    expect(scheduler.load).toMatchObject({ running: 0, queued: 0, resting: 0 });
  });
});

describe('the limit', () => {
  it('goes down without interrupting what runs and up to the highest there is, and says so', async () => {
    const { scheduler, started, ask, end } = controlledScheduler(3);
    const told: SchedulerLoad[] = [];
    const stop = scheduler.onChange((load) => told.push(load));
    for (const name of 'abcdef') void ask({ name });
    await settled();
    scheduler.setLimit(0, 'the event loop is late');
    expect(told).toEqual([
      {
        ...{ running: 3, queued: 3, resting: 0, limit: 1, maxLimit: 3 },
        ...{ why: 'the event loop is late', draining: false },
      },
    ]);
    await end('a');
    await end('b');
    expect(started.join('')).toBe('abc');
    await end('c');
    expect(started.join('')).toBe('abcd');
    scheduler.setLimit(99, null);
    await settled();
    expect(scheduler.load).toMatchObject({ running: 3, limit: 3, why: null });
    stop();
    scheduler.setLimit(2, 'x');
    expect(told).toHaveLength(2);
  });
});

describe('shutdown', () => {
  it('begins nothing new while it drains; what waits ends with its signal', async () => {
    const { scheduler, started, ask, end } = controlledScheduler(1);
    const controller = new AbortController();
    void ask({ name: 'a' });
    let ended = false;
    const b = ask({
      name: 'b',
      signal: controller.signal,
      work: async () => {
        ended = true;
      },
    });
    await settled();
    scheduler.drain();
    await end('a');
    expect(started).toEqual(['a']);
    expect(scheduler.load).toMatchObject({ running: 0, queued: 1, draining: true });
    controller.abort();
    await b;
    expect(ended).toBe(true);
  });

  it('rejects what still waits when it closes, and what comes later', async () => {
    const { scheduler, clock, places, ask, end } = controlledScheduler(1);
    const a = ask({ name: 'a' });
    await settled();
    const rest = places.get('a')?.rest(1_000);
    const b = ask({ name: 'b' });
    await settled();
    const c = ask({ name: 'c' });
    scheduler.close();
    for (const waiting of [rest, c, ask({ name: 'd' })])
      await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(clock.pending).toBe(0);
    await end('a');
    await end('b');
    await Promise.all([a, b]);
  });
});

it('tells of work that breaks and goes on with the rest', async () => {
  const { scheduler, ask, end } = controlledScheduler(1);
  const bug = new Error('a bug');
  const rejects = ask({ name: 'a', work: () => Promise.reject(bug) });
  const throws = ask({
    name: 'b',
    work: () => {
      throw bug;
    },
  });
  const good = ask({ name: 'c' });
  await expect(rejects).rejects.toBe(bug);
  await expect(throws).rejects.toBe(bug);
  await settled();
  await end('c');
  await good;
  expect(scheduler.load).toMatchObject({ running: 0, queued: 0 });
});
