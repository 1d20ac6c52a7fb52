import { expect, it } from 'vitest';
import { createPlanHistory } from '../../../src/history/create-plan-history.ts';
import { cliCaller } from '../../../src/model/caller.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { exit, type Script, text } from '../../support/fake-dialer.ts';
import { answering } from '../../support/rollcall-over.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { plansOver, statesOf } from './plan-over.ts';

/** Answers when the test says so. */
function held() {
  let answer = (): void => {};
  let markAsked = (): void => {};
  const later = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    markAsked = resolve;
  });
  const script: Script = (_line, out) => {
    markAsked();
    return later.then(() => {
      out('stdout', text('late\n'));
      return exit();
    });
  };
  return { script, answer, asked };
}

const steps = [
  { id: 'one', devices: 'r1', command: 'show version' },
  { id: 'two', devices: 'r1', command: 'show arp', depends_on: ['one'] },
];

it('a shutdown lets the step that runs end, begins no other, and refuses plans', async () => {
  const slow = held();
  const { start, rollcall, dialer } = plansOver({ r1: slow.script });
  const plan = await start(steps);
  await slow.asked;
  const drained = rollcall.drain(5_000);
  await expect(start(steps)).rejects.toMatchObject({ code: 'shutting_down', hint: expect.any(String) });
  await expect(
    rollcall.extendPlan(
      plan.planId,
      { steps: [{ id: 'x', devices: 'r1', command: 'show arp' }] },
      { caller: cliCaller },
    ),
  ).rejects.toMatchObject({ code: 'shutting_down' });
  slow.answer();
  await drained;
  expect(statesOf(plan)).toEqual({ one: 'finished', two: 'cancelled' });
  expect(plan.view.state).toBe('cancelled');
  expect(dialer.connections.flatMap(({ lines }) => lines)).toEqual(['show version']);
});

it('a shutdown cancels after the grace what a plan still runs, or waits for', async () => {
  const slow = held();
  const { start, rollcall, clock } = plansOver({ r1: slow.script });
  const plan = await start(steps);
  await slow.asked;
  const drained = rollcall.drain(5_000);
  clock.advance(5_000);
  await drained;
  expect(statesOf(plan)).toMatchObject({ two: 'cancelled' });
  expect(plan.view.state).toBe('cancelled');
});

it('a shutdown waits for a plan that is just starting, and its end is on disk', async () => {
  const home = temporaryFolder();
  const clock = new FakeClock();
  const disk = createPlanHistory({ home, clock, logger: silentLogger });
  let go = (): void => {};
  const released = new Promise<void>((resolve) => {
    go = resolve;
  });
  let markOpening = (): void => {};
  const opening = new Promise<void>((resolve) => {
    markOpening = resolve;
  });
  const plans = {
    ...disk,
    async open(planId: string) {
      markOpening();
      await released;
      return disk.open(planId);
    },
  };
  const { start, rollcall, dialer } = plansOver({ r1: answering }, { home, plans });
  const starting = start(steps);
  await opening;
  let drained = false;
  const drain = rollcall.drain(0).then(() => {
    drained = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(drained).toBe(false);
  go();
  await drain;
  const { planId } = await starting;
  expect((await disk.read(planId))?.at(-1)).toMatchObject({ type: 'plan-finished', state: 'cancelled' });
  expect(dialer.connections).toEqual([]);
});

it('of plans whose log cannot be written the newest few stay readable', async () => {
  const disk = createPlanHistory({ home: temporaryFolder(), clock: new FakeClock(), logger: silentLogger });
  const plans = {
    ...disk,
    open: async (planId: string) => ({
      ...(await disk.open(planId)),
      close: () => Promise.reject(new Error('no space left')),
    }),
    read: async () => null,
  };
  const { finish, rollcall } = plansOver({ r1: answering }, { plans });
  const ids: string[] = [];
  for (let index = 0; index < 10; index += 1) ids.push((await finish(steps)).planId);
  const read = await Promise.all(ids.map((id) => rollcall.readPlan(id)));
  expect(read.map((view) => view !== null)).toEqual([...Array(2).fill(false), ...Array(8).fill(true)]);
});
