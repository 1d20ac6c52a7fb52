import { expect, it } from 'vitest';
import { cliCaller } from '../../../src/model/caller.ts';
import { exit, type Script, text } from '../../support/fake-dialer.ts';
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
