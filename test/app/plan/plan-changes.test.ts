import { describe, expect, it } from 'vitest';
import { cliCaller } from '../../../src/model/caller.ts';
import { answering } from '../../support/rollcall-over.ts';
import { plansOver, saying, statesOf, stepOf } from './plan-over.ts';

const show = { devices: 'all', command: 'show version' } as const;

const facts = (release: string) => saying({ 'show version': `Junos: ${release}\n` });
const factsStep = { id: 'facts', ...show, rows: { match: String.raw`^Junos: (?P<release>\S+)$` } };

describe('cancelling', () => {
  it('ends the runs and what has not begun, once and for all; twice does no harm', async () => {
    const { start, rollcall } = plansOver({ r1: () => 'never' });
    const plan = await start([
      { id: 'a', ...show },
      { id: 'b', ...show, depends_on: 'a' },
    ]);
    const running = new Promise((resolve) => plan.subscribe((event) => event.type === 'step-run' && resolve(event)));
    await running;
    const answers = [
      await rollcall.cancelRun(plan.planId, cliCaller),
      await rollcall.cancelRun(plan.planId, cliCaller),
    ];
    expect(answers).toEqual([{ result: 'cancelled' }, { result: 'cancelled' }]);
    await plan.ended;
    expect(plan.view.state).toBe('cancelled');
    expect(statesOf(plan)).toEqual({ a: 'cancelled', b: 'cancelled' });
    const [run] = stepOf(plan, 'a').runs;
    expect((await rollcall.readRun(run?.run_id ?? '')).state).toBe('cancelled');
    expect(await rollcall.cancelRun(plan.planId, cliCaller)).toEqual({ result: 'ended' });
  });

  it('from another process is noticed', async () => {
    const { start, clock, home } = plansOver({ r1: () => 'never' });
    const plan = await start([{ id: 'a', ...show }]);
    const owner = { host: 'here', pid: 2, process_start: 'other' };
    const other = plansOver({ r1: answering }, { home, owner, ownerAlive: () => true });
    expect(await other.rollcall.cancelRun(plan.planId, cliCaller)).toEqual({ result: 'requested' });
    const looking = setInterval(() => clock.advance(500), 1);
    await plan.ended;
    clearInterval(looking);
    expect(plan.view.state).toBe('cancelled');
  });

  it('of something that there is not says so', async () => {
    const { rollcall } = plansOver({ r1: answering });
    for (const id of ['NOPE', '../x', '01K5Z0W7J8M3N6Q9R2S5T8V1XA']) {
      await expect(rollcall.cancelRun(id, cliCaller)).rejects.toMatchObject({ code: 'unknown_run' });
    }
  });

  it('an answer is asked for of a run, not of a plan', async () => {
    const { finish, rollcall } = plansOver({ r1: answering });
    const plan = await finish([{ id: 'a', ...show }]);
    await expect(rollcall.readRun(plan.planId)).rejects.toThrow('is a plan');
    await rollcall.waitForRun(plan.planId, 1_000, new AbortController().signal);
  });
});

describe('extending', () => {
  it('a run is refused as one', async () => {
    const { rollcall } = plansOver({ r1: answering });
    const run = await rollcall.startRun(show, { caller: cliCaller });
    await run.ended;
    const steps = [{ id: 'a', ...show }];
    await expect(rollcall.extendPlan(run.runId, { steps }, { caller: cliCaller })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('is a run'),
    });
  });

  it('adds steps that see what the plan has found', async () => {
    const { start, rollcall, dialer } = plansOver({ r1: facts('20.4'), r2: facts('22.4') });
    const release = dialer.hold('r2');
    const plan = await start([factsStep]);
    await rollcall.extendPlan(
      plan.planId,
      { steps: [{ id: 'old', ...show, depends_on: 'facts', when: "version_below(facts.release, '21')" }] },
      { caller: cliCaller },
    );
    release();
    await plan.ended;
    expect(statesOf(plan)).toEqual({ facts: 'finished', old: 'finished' });
    expect(stepOf(plan, 'old').devices).toBe('r1');
    expect((await rollcall.readPlan(plan.planId))?.steps()).toEqual(plan.view.steps());
  });

  it('is refused for an ended plan, an id that is there and a circle, and adds nothing then', async () => {
    const { start, finish, rollcall } = plansOver({ r1: () => 'never', r2: answering });
    const extend = (planId: string, steps: object[]) =>
      rollcall.extendPlan(planId, { steps } as never, { caller: cliCaller });
    const ended = await finish([{ id: 'a', devices: 'r2', command: 'show version' }]);
    await expect(extend(ended.planId, [{ id: 'b', ...show }])).rejects.toThrow(
      'has ended (finished); nothing was added',
    );
    await expect(extend('01JNOTHERE0000000000000000', [{ id: 'b', ...show }])).rejects.toThrow('there is no run');
    const plan = await start([{ id: 'a', devices: 'r1', command: 'show version' }]);
    await expect(extend(plan.planId, [{ id: 'a', ...show }])).rejects.toThrow('there is a step "a" already');
    await expect(extend(plan.planId, [{ id: 'b', ...show, depends_on: 'b' }])).rejects.toThrow('b → b');
    expect(plan.view.steps()).toHaveLength(1);
    plan.cancel('enough');
    await plan.ended;
  });
});
