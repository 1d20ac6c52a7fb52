import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/model/audit.ts';
import { cliCaller } from '../../../src/model/caller.ts';
import { failure } from '../../../src/model/failure.ts';
import { answering } from '../../support/rollcall-over.ts';
import { plansOver, saying, statesOf, stepOf } from './plan-over.ts';

const refused = failure('unreachable', 'connection refused', { phase: 'connect' });
const show = { devices: 'all', command: 'show version' } as const;

const facts = (release: string, down: string[] = []) =>
  saying({
    'show version': `Hostname: x\nJunos: ${release}\n`,
    'show bgp summary': down.map((peer) => `${peer} 64512 Active\n`).join(''),
    ...Object.fromEntries(down.map((peer) => [`ping ${peer} count 3`, `PING ${peer}\n`])),
    'show system alarms': 'No alarms currently active\n',
  });
const factsStep = { id: 'facts', ...show, rows: { match: String.raw`^Junos: (?P<release>\S+)$` } };

describe('a plan', () => {
  it('runs a step only where its condition over earlier rows holds', async () => {
    const { finish, rollcall } = plansOver({ old: facts('20.4R3'), newer: facts('22.4R3'), gone: refused });
    const plan = await finish([
      factsStep,
      {
        id: 'alarms',
        devices: 'all',
        command: 'show system alarms',
        depends_on: 'facts',
        when: "version_below(facts.release, '21')",
      },
    ]);
    expect(statesOf(plan)).toEqual({ facts: 'finished', alarms: 'finished' });
    const alarms = stepOf(plan, 'alarms');
    expect(alarms.devices).toBe('old');
    expect(alarms.leftOut.map(({ code, devices }) => [code, devices])).toEqual([
      ['not_met', 'newer'],
      ['no_row', 'gone'],
    ]);
    const runs = alarms.runs.map(({ run_id }) => run_id);
    expect((await rollcall.readRun(runs[0] ?? '')).devices).toEqual(['old']);
    expect((await rollcall.listRuns({ limit: 10 })).entries.map(({ kind, plan: part }) => kind ?? part?.step)).toEqual(
      expect.arrayContaining(['plan', 'facts', 'alarms']),
    );
  });

  it('reacts to rows: each with its own target and argument, the same only once, odd values never', async () => {
    const { finish, dialer } = plansOver({
      r1: facts('1', ['192.0.2.1', '192.0.2.9|no-more']),
      r2: facts('1', ['192.0.2.1', '192.0.2.1']),
      r3: facts('1'),
    });
    const plan = await finish([
      {
        id: 'bgp',
        devices: 'all',
        command: 'show bgp summary',
        rows: { match: String.raw`^(?P<peer>\S+) \d+ Active` },
      },
      { id: 'ping', for_each: 'bgp', devices: '{{bgp.device}}', command: 'ping {{bgp.peer}} count 3' },
    ]);
    const ping = stepOf(plan, 'ping');
    expect(ping).toMatchObject({ state: 'finished', devices: 'r[1-2]', jobs: 2, refusedCount: 1 });
    expect(ping.refused[0]).toMatchObject({ row: { device: 'r1', peer: '192.0.2.9|no-more' }, column: 'peer' });
    const pinged = dialer.connections.flatMap(({ lines }) => lines).filter((line) => line.startsWith('ping'));
    expect(pinged).toEqual(['ping 192.0.2.1 count 3', 'ping 192.0.2.1 count 3']);
  });

  it('skips a step that has nothing to run on, and the next goes on with no rows', async () => {
    const { finish } = plansOver({ r1: facts('22.4') });
    const plan = await finish([
      factsStep,
      { id: 'old', ...show, depends_on: 'facts', when: "version_below(facts.release, '21')" },
      { id: 'next', for_each: 'old', devices: '{{old.device}}', command: 'show system alarms' },
      { id: 'report', depends_on: ['facts', 'next'], aggregate: 'table' },
    ]);
    expect(statesOf(plan)).toEqual({ facts: 'finished', old: 'skipped', next: 'skipped', report: 'finished' });
    expect(plan.view.state).toBe('finished');
    expect(stepOf(plan, 'old').reason?.text).toBe('the condition holds on no device');
  });

  it('fails a device on which a condition throws or is neither true nor false, and no other', async () => {
    const { finish } = plansOver({ r1: facts('20.4'), r2: facts('20.4') });
    const plan = await finish([
      factsStep,
      { id: 'throws', ...show, depends_on: 'facts', when: 'device == `"r1"` || length(`1`) > `0`' },
      { id: 'text', ...show, depends_on: 'facts', when: "facts.release < '21'" },
    ]);
    expect(stepOf(plan, 'throws')).toMatchObject({ state: 'finished', devices: 'r1' });
    expect(stepOf(plan, 'throws').end).toMatchObject({ total: 2, succeeded: 1, failed: 1 });
    expect(stepOf(plan, 'throws').end?.failures).toMatchObject([{ code: 'when_failed', devices: 'r2' }]);
    expect(stepOf(plan, 'text')).toMatchObject({ state: 'failed', runs: [] });
    expect(stepOf(plan, 'text').end?.failures[0]?.message).toContain('version_below');
  });

  it('cancels what depends on a failed step, whatever is between them; the rest goes on', async () => {
    const { finish } = plansOver({ r1: answering, gone: refused });
    const plan = await finish([
      { id: 'bad', devices: 'gone', command: 'show version' },
      { id: 'child', devices: 'r1', command: 'show version', depends_on: 'bad' },
      { id: 'grandchild', devices: 'r1', command: 'show version', depends_on: 'child' },
      { id: 'good', devices: 'r1', command: 'show version' },
      { id: 'borne', devices: 'gone', command: 'show version', on_failure: 'continue' },
      { id: 'after', devices: 'r1', command: 'show version', depends_on: ['borne', 'good'] },
    ]);
    expect(statesOf(plan)).toEqual({
      ...{ bad: 'failed', child: 'cancelled', grandchild: 'cancelled' },
      ...{ good: 'finished', borne: 'failed', after: 'finished' },
    });
    expect(stepOf(plan, 'child').reason).toEqual({ code: 'parent_failed', text: 'step bad has failed' });
    expect(plan.view.state).toBe('finished');
  });

  it('stop_all ends everything, also what runs', async () => {
    const { finish } = plansOver({ slow: () => 'never', gone: refused });
    const plan = await finish([
      { id: 'slow', devices: 'slow', command: 'show version' },
      { id: 'bad', devices: 'gone', command: 'show version', on_failure: 'stop_all' },
      { id: 'later', devices: 'slow', command: 'show version', depends_on: 'slow' },
    ]);
    expect(statesOf(plan)).toEqual({ slow: 'cancelled', bad: 'failed', later: 'cancelled' });
    expect(stepOf(plan, 'later').reason?.text).toBe('step bad has failed, and on_failure is stop_all');
  });

  it('a device may be in two steps at once', async () => {
    const { finish } = plansOver({ r1: answering });
    const plan = await finish([
      { id: 'a', devices: 'r1', command: 'show version' },
      { id: 'b', devices: 'r1', command: 'show version' },
    ]);
    expect([stepOf(plan, 'a').end?.succeeded, stepOf(plan, 'b').end?.succeeded]).toEqual([1, 1]);
  });

  it('reads back equal, and is interrupted where its process is gone', async () => {
    const { finish, rollcall, home } = plansOver({ r1: facts('20.4') });
    const plan = await finish([factsStep, { id: 'report', depends_on: 'facts', aggregate: 'table' }]);
    const back = await rollcall.readPlan(plan.planId);
    expect(back?.steps()).toEqual(plan.view.steps());
    expect({ ...back, state: back?.state }).toMatchObject({ state: 'finished', planId: plan.planId });
    expect(back?.endTime).toBe(plan.view.endTime);

    const dead = { host: 'elsewhere', pid: 1, process_start: null };
    const other = plansOver({ r1: () => 'never' }, { home, owner: dead, ownerAlive: () => false });
    const left = await other.start([
      { id: 'a', ...show },
      { id: 'b', ...show, depends_on: 'a' },
    ]);
    await new Promise((resolve) => left.subscribe(resolve));
    const seen = await rollcall.readPlan(left.planId);
    expect(seen?.state).toBe('interrupted');
    expect(seen?.steps().map(({ state }) => state)).toEqual(['interrupted', 'interrupted']);
    expect(await rollcall.cancelRun(left.planId, cliCaller)).toEqual({ result: 'ended' });
  });
});

describe('what is refused before anything runs', () => {
  it.each([
    [
      'a cycle',
      [
        { id: 'a', ...show, depends_on: 'b' },
        { id: 'b', ...show, depends_on: 'a' },
      ],
      'a → b → a',
    ],
    ['no steps', [], 'steps'],
    ['an unknown key', [{ id: 'a', ...show, priorty: 'high' }], 'priorty'],
    ['a group that is not there', [{ id: 'a', devices: '@nowhere', command: 'show version' }], 'step a: '],
    [
      'a command that is denied everywhere',
      [
        { id: 'a', ...show },
        { id: 'b', devices: 'all', command: 'request system reboot' },
      ],
      'step b would be denied',
    ],
    [
      'waiting with what changes',
      [{ id: 'a', devices: 'all', command: 'clear bgp neighbor', wait_for: { match: 'x' } }],
      'step a',
    ],
  ])('%s', async (_what, steps, said) => {
    const { rollcall, dialer } = plansOver({ r1: answering });
    await expect(rollcall.startPlan({ steps } as never, { caller: cliCaller })).rejects.toThrow(said);
    expect(dialer.dialled).toEqual([]);
    expect((await rollcall.listRuns({ limit: 5 })).entries).toEqual([]);
  });

  it('more jobs than a plan may have', async () => {
    const names = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`r${at}`, answering]));
    const { rollcall, dialer } = plansOver(names, { maxPlanJobs: 100 });
    const steps = [
      { id: 'a', ...show },
      { id: 'b', ...show },
    ];
    await expect(rollcall.startPlan({ steps }, { caller: cliCaller })).rejects.toThrow('120 jobs');
    expect(dialer.dialled).toEqual([]);
  });
});

it('an expansion to 100,000 jobs sends nothing of itself, and says so', async () => {
  const peers = Array.from({ length: 400 }, (_, at) => `10.0.${at >> 8}.${at & 255}`);
  const names = Object.fromEntries(
    Array.from({ length: 125 }, (_, at) => [`r${at}`, facts('1', at === 0 ? peers : [])]),
  );
  const { finish, dialer } = plansOver(names, { maxPlanJobs: 10_000 });
  const plan = await finish([
    { id: 'bgp', devices: 'all', command: 'show bgp summary', rows: { match: String.raw`^(?P<peer>\S+) ` } },
    { id: 'ping', for_each: 'bgp', devices: 'all', command: ['ping {{bgp.peer}} count 3', 'show route {{bgp.peer}}'] },
    { id: 'after', ...show, depends_on: 'ping' },
  ]);
  expect(statesOf(plan)).toEqual({ bgp: 'finished', ping: 'failed', after: 'cancelled' });
  expect(stepOf(plan, 'ping').reason?.text).toContain('100000 jobs');
  expect(dialer.connections.flatMap(({ lines }) => lines).filter((line) => line.startsWith('ping'))).toEqual([]);
});

it('a plan that is refused, and what is cancelled, are in the audit log', async () => {
  const events: AuditEvent[] = [];
  const record = async (_caller: unknown, event: AuditEvent): Promise<void> => void events.push(event);
  const { rollcall, finish } = plansOver({ r1: answering }, { audit: { record } });
  const steps = [{ id: 'a', ...show, depends_on: 'a' }];
  await expect(rollcall.startPlan({ steps }, { caller: cliCaller })).rejects.toThrow('a → a');
  expect(events).toMatchObject([{ type: 'refused', error: { code: 'bad_request' } }]);
  const plan = await finish([{ id: 'a', ...show }]);
  await rollcall.cancelRun(plan.planId, cliCaller);
  expect(events.map(({ type }) => type)).toEqual(['refused', 'run-started', 'run-finished', 'cancel-asked']);
});
