import type { ActivePlan, PlanOptions } from '../../../src/app/plan/plans.ts';
import { cliCaller } from '../../../src/model/caller.ts';
import type { PlanRequest } from '../../../src/model/plan-request.ts';
import type { StepView } from '../../../src/result/plan-view.ts';
import { exit, type Script, text } from '../../support/fake-dialer.ts';
import { type ProductOptions, productOver } from '../../support/rollcall-over.ts';

/** A router that answers these lines, and `error: …` with exit status 1 to any other. */
export function saying(answers: Readonly<Record<string, string>>): Script {
  return (line, out) => {
    const answer = answers[line];
    out('stdout', text(answer ?? `error: unknown command: ${line}\n`));
    return exit(0);
  };
}

/** Plans over scripted devices. */
export function plansOver(devices: Parameters<typeof productOver>[0], options: ProductOptions = {}) {
  const product = productOver(devices, options);
  const { rollcall } = product;
  const start = (steps: PlanRequest['steps'], more: Partial<PlanOptions> = {}): Promise<ActivePlan> =>
    rollcall.startPlan({ steps }, { caller: cliCaller, ...more });
  return {
    ...product,
    start,
    async finish(steps: PlanRequest['steps']) {
      const plan = await start(steps);
      await plan.ended;
      return plan;
    },
  };
}

export const statesOf = ({ view }: Pick<ActivePlan, 'view'>): Readonly<Record<string, StepView['state']>> =>
  Object.fromEntries(view.steps().map(({ step, state }) => [step.id, state]));

export function stepOf({ view }: Pick<ActivePlan, 'view'>, id: string): StepView {
  const step = view.steps().find((each) => each.step.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}
