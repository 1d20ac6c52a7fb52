import { describe, expect, it } from 'vitest';
import { failure } from '../../../src/model/failure.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { exit, type Script, text } from '../../support/fake-dialer.ts';
import { answering } from '../../support/rollcall-over.ts';
import { plansOver, stepOf } from './plan-over.ts';

const refused = failure('unreachable', 'connection refused', { phase: 'connect' });
const fleet = (count: number, odd: Readonly<Record<string, Script | typeof refused>> = {}) => ({
  ...Object.fromEntries(Array.from({ length: count }, (_, at) => [`r${at + 1}`, answering])),
  ...odd,
});
const show = { devices: 'all', command: 'show version' } as const;
const waveOf = ({ wave, devices, purpose }: { wave?: number | undefined; devices: string; purpose: string }) => [
  purpose,
  wave,
  devices,
];

/** Moves time on until this is over; slowly, as logs are written to a real disk meanwhile. */
async function passing<T>(clock: FakeClock, work: Promise<T>, byMs = 100): Promise<T> {
  const moving = setInterval(() => clock.advance(byMs), 1);
  try {
    return await work;
  } finally {
    clearInterval(moving);
  }
}

describe('waves', () => {
  it('go out one after the other, the canary first, with a pause between', async () => {
    const { finish, clock } = plansOver(fleet(10));
    const start = clock.now();
    const plan = await passing(clock, finish([{ id: 'a', ...show, waves: [1, 4, '100%'], canary: 'r7', pause_s: 60 }]));
    const step = stepOf(plan, 'a');
    expect(step.waves).toEqual([1, 4, 5]);
    expect(step.runs.map(waveOf)).toEqual([
      ['command', 1, 'r7'],
      ['command', 2, 'r[1-4]'],
      ['command', 3, 'r[5-6,8-10]'],
    ]);
    expect(step.end).toMatchObject({ state: 'finished', succeeded: 10, failed: 0 });
    expect(clock.now() - start).toBeGreaterThanOrEqual(120_000);
  });

  it('stop when more have failed than may, and name what was sent nothing', async () => {
    const { finish, dialer } = plansOver(fleet(6, { r2: refused }));
    const plan = await finish([{ id: 'a', ...show, waves: [2, 2] }]);
    const { end, state } = stepOf(plan, 'a');
    expect([state, end?.succeeded, end?.failed]).toEqual(['failed', 1, 5]);
    expect(end?.failures.map(({ code, devices }) => [code, devices])).toEqual([
      ['unreachable', 'r2'],
      ['wave_stopped', 'r[3-6]'],
    ]);
    expect(dialer.dialled.sort()).toEqual(['r1', 'r2']);
  });

  it('go on as long as no more have failed than may', async () => {
    const { finish } = plansOver(fleet(6, { r2: refused }));
    const plan = await finish([{ id: 'a', ...show, waves: [2, 2], max_failed: 1 }]);
    expect(stepOf(plan, 'a').end).toMatchObject({ state: 'finished', succeeded: 5, failed: 1 });
  });

  it('are checked before the next goes out', async () => {
    const sick: Script = (line, out) => {
      out('stdout', text(line === 'show bgp summary' ? '192.0.2.1 Active\n' : 'ok\n'));
      return exit();
    };
    const well: Script = (_line, out) => {
      out('stdout', text('192.0.2.1 Establ\n'));
      return exit();
    };
    const { finish, dialer } = plansOver({ r1: well, r2: sick, r3: well });
    const plan = await finish([
      { id: 'a', ...show, waves: [1], check: { command: 'show bgp summary', match: 'Establ' } },
    ]);
    const { end, runs } = stepOf(plan, 'a');
    expect(runs.map(waveOf)).toEqual([
      ['command', 1, 'r1'],
      ['check', 1, 'r1'],
      ['command', 2, 'r2'],
      ['check', 2, 'r2'],
    ]);
    expect(end?.failures.map(({ code, devices, message }) => [code, devices, message.slice(0, 5)])).toEqual([
      ['condition_not_met', 'r2', 'check'],
      ['wave_stopped', 'r3', 'not s'],
    ]);
    expect(dialer.dialled).not.toContain('r3');
  });

  it('end with a cancel in the middle of a pause', async () => {
    const { start } = plansOver(fleet(2));
    const plan = await start([{ id: 'a', ...show, waves: [1], pause_s: 3_600 }]);
    await new Promise((resolve) => plan.subscribe((event) => event.type === 'step-run' && resolve(event)));
    await new Promise((resolve) => setImmediate(resolve));
    plan.cancel('enough');
    await plan.ended;
    expect(plan.view.state).toBe('cancelled');
    expect(stepOf(plan, 'a').state).toBe('cancelled');
  });
});

describe('wait_for', () => {
  /** Established with the n-th question. */
  const settling = (after: number): Script => {
    let asked = 0;
    return (_line, out) => {
      asked += 1;
      out('stdout', text(`Peer: 192.0.2.1 State: ${asked >= after ? 'Established' : 'Active'}\n`));
      return exit();
    };
  };
  const step = {
    id: 'bgp',
    devices: 'all',
    command: 'show bgp neighbor',
    rows: { match: String.raw`State: (?P<state>\w+)` },
    wait_for: { until: "state == 'Established'", every_s: 5, deadline_s: 60 },
  } as const;

  it('asks again only where it is not so yet', async () => {
    const { finish, clock } = plansOver({ r1: settling(1), r2: settling(3) });
    const plan = await passing(clock, finish([step]));
    const { runs, end } = stepOf(plan, 'bgp');
    expect(runs.map(({ devices, attempt }) => [devices, attempt])).toEqual([
      ['r[1-2]', 1],
      ['r2', 2],
      ['r2', 3],
    ]);
    expect(end).toMatchObject({ state: 'finished', succeeded: 2 });
    expect(end?.rows.map(({ state }) => state)).toEqual(['Established', 'Established']);
  });

  it('ends with its deadline, and says what was not so', async () => {
    const { finish, clock } = plansOver({ r1: settling(1), r2: settling(99) });
    const plan = await passing(clock, finish([step]));
    const { end, runs } = stepOf(plan, 'bgp');
    expect(end?.failures).toMatchObject([{ code: 'condition_not_met', devices: 'r2' }]);
    expect(end?.failures[0]?.message).toContain('it is not so yet');
    expect(runs.length).toBeGreaterThan(1);
    expect(runs.length).toBeLessThan(14);
  });

  it('never asks again after a refused login', async () => {
    const { finish } = plansOver({ r1: failure('auth_failed', 'refused', { phase: 'auth' }) });
    const plan = await finish([step]);
    const { end, runs } = stepOf(plan, 'bgp');
    expect(runs).toHaveLength(1);
    expect(end?.failures).toMatchObject([{ code: 'auth_failed' }]);
  });

  it('waits for a line of text too, and for a router that does not answer yet', async () => {
    const { finish, clock, dialer, rollcall } = plansOver({ r1: settling(2), gone: refused });
    // However long a run takes to be written, the clock stands still meanwhile.
    rollcall.onRunEnded(() => setImmediate(() => clock.advance(5_000)));
    const plan = await finish([
      { ...step, rows: undefined, wait_for: { match: 'Established', every_s: 5, deadline_s: 60 } },
    ]);
    expect(stepOf(plan, 'bgp').end?.failures[0]?.message).toContain('unreachable: connection refused');
    expect(dialer.dialled.filter((name) => name === 'gone').length).toBeGreaterThan(1);
  });
});
