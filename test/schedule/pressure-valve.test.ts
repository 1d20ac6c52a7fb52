import { describe, expect, it } from 'vitest';
import { type PressureReading, PressureValve } from '../../src/schedule/pressure-valve.ts';

const memoryLimitBytes = 1_000 * 1_048_576;
const calm: PressureReading = { loopDelayMs: 3, memoryBytes: 1, ended: 100, busy: 0, running: 400 };
const late: PressureReading = { ...calm, loopDelayMs: 240 };

const valveOf = (maxLimit = 1_000) => new PressureValve({ maxLimit, memoryLimitBytes });

function looks(valve: PressureValve, reading: PressureReading, count: number): readonly number[] {
  return Array.from({ length: count }, () => {
    valve.look(reading);
    return valve.limit;
  });
}

describe('PressureValve', () => {
  it('lets all run while all is calm', () => {
    const valve = valveOf();
    expect(new Set(looks(valve, calm, 100))).toEqual(new Set([1_000]));
    expect(valve.throttle).toBeNull();
  });

  it('halves what runs once strain has lasted for three looks, and says why', () => {
    const valve = valveOf();
    expect(looks(valve, late, 3)).toEqual([1_000, 1_000, 200]);
    expect([...(valve.throttle?.causes ?? [])]).toEqual([
      ['event_loop', 'timers ran 240 ms late on average, more than 100 ms'],
    ]);
  });

  it('waits five looks for the effect before it lowers again, and never goes below 1', () => {
    const valve = valveOf();
    looks(valve, late, 3);
    expect(looks(valve, { ...late, running: 200 }, 5)).toEqual([200, 200, 200, 200, 100]);
    expect(looks(valve, { ...late, running: 3 }, 100).at(-1)).toBe(1);
    expect(looks(valve, { ...late, running: 1 }, 20)).toEqual(Array(20).fill(1));
  });

  it.each([
    ['memory', { ...calm, memoryBytes: memoryLimitBytes + 1 }, /^1000 MiB of memory are in use, more than 1000 MiB/],
    ['busy', { ...calm, busy: 12 }, /^12 of the last 100 attempts met a device that was busy$/],
  ])('lowers for %s', (cause, reading, reason) => {
    const valve = valveOf();
    looks(valve, reading, 3);
    expect(valve.limit).toBe(200);
    expect([...(valve.throttle?.causes ?? [])]).toEqual([[cause, expect.stringMatching(reason)]]);
  });

  it('takes a few busy devices among many for what they are', () => {
    const valve = valveOf();
    looks(valve, { ...calm, ended: 1_000, busy: 12 }, 20);
    looks(valve, { ...calm, ended: 4, busy: 4 }, 20);
    expect(valve.throttle).toBeNull();
  });

  it('does not lower where nothing runs: it is not the jobs', () => {
    const valve = valveOf();
    looks(valve, { ...late, running: 0 }, 20);
    expect(valve.throttle).toBeNull();
  });

  it('raises step by step after ten calm looks, and forgets its causes at the top', () => {
    const valve = valveOf();
    looks(valve, late, 3);
    const raised = looks(valve, calm, 30);
    expect(raised.slice(0, 12)).toEqual([...Array(9).fill(200), 220, 242, 266]);
    expect(raised.at(-1)).toBe(1_000);
    expect(valve.throttle).toBeNull();
  });

  it('raises a small limit too', () => {
    const valve = valveOf(3);
    looks(valve, { ...late, running: 3 }, 3);
    expect(valve.limit).toBe(1);
    expect(looks(valve, calm, 12).slice(-3)).toEqual([2, 3, 3]);
  });

  it('names a second cause when that lasts too, also at the bottom', () => {
    const valve = valveOf(1_000);
    looks(valve, { ...late, running: 2 }, 3);
    expect(valve.limit).toBe(1);
    looks(valve, { ...late, running: 1, memoryBytes: memoryLimitBytes * 2 }, 10);
    expect([...(valve.throttle?.causes.keys() ?? [])]).toEqual(['event_loop', 'memory']);
    expect(valve.limit).toBe(1);
  });

  it('does not swing with strain that comes and goes', () => {
    const valve = valveOf();
    for (let second = 0; second < 600; second += 1) valve.look(second % 3 === 0 ? calm : late);
    expect(valve.throttle).toBeNull();
    looks(valve, late, 3);
    const limits = Array.from({ length: 600 }, (_, second) => {
      valve.look(second % 3 === 0 ? late : calm);
      return valve.limit;
    });
    expect(new Set(limits)).toEqual(new Set([200]));
  });

  it('changes nothing between strain and calm', () => {
    const valve = valveOf();
    looks(valve, late, 3);
    expect(new Set(looks(valve, { ...calm, loopDelayMs: 80 }, 100))).toEqual(new Set([200]));
  });

  it('settles around what a machine bears: turned down at most once in ten seconds, never far below', () => {
    const valve = valveOf();
    const bears = 300;
    let turnedDown = 0;
    let before = valve.limit;
    const limits: number[] = [];
    for (let second = 0; second < 600; second += 1) {
      const running = valve.limit;
      valve.look(running > bears ? { ...late, running } : { ...calm, running });
      if (valve.limit < before) turnedDown += 1;
      before = valve.limit;
      limits.push(valve.limit);
    }
    expect(turnedDown).toBeLessThanOrEqual(60);
    const settled = limits.slice(60);
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(bears / 3);
    expect(Math.max(...settled)).toBeLessThanOrEqual(bears * 2);
  });
});
