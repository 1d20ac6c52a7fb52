import { expect, it } from 'vitest';
import { checkSteps } from '../../../src/app/plan/check-steps.ts';
import { cliCaller } from '../../../src/model/caller.ts';
import { answering } from '../../support/rollcall-over.ts';
import { plansOver } from './plan-over.ts';

function counting() {
  const { rollcall } = plansOver({ r1: answering, r2: answering });
  const checked: unknown[] = [];
  const runs: typeof rollcall = {
    ...rollcall,
    previewRun(request, options) {
      checked.push(request);
      return rollcall.previewRun(request, options);
    },
  };
  return { asker: { caller: cliCaller, runs }, checked };
}

const steps = Array.from({ length: 50 }, (_, index) => ({
  id: `s${index}`,
  devices: 'all',
  command: ['show version', 'show arp'],
}));

it('a plan with too many jobs is refused at the step that makes it so', async () => {
  const { asker, checked } = counting();
  await expect(checkSteps(steps, asker, 10)).rejects.toThrow('comes to 12 jobs (device × command) with step s2;');
  expect(checked).toHaveLength(3);
});

it('what else there is to do goes on between the steps of a large plan', async () => {
  const { asker, checked } = counting();
  const seen: number[] = [];
  const looking = setImmediate(function look() {
    seen.push(checked.length);
    if (checked.length < steps.length) setImmediate(look);
  });
  await checkSteps(steps, asker, 1_000);
  clearImmediate(looking);
  expect(seen.length).toBeGreaterThan(10);
});
