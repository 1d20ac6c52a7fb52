import type { PlanFinished, RunFinished } from '../model/webhook-event.ts';
import { planFinished } from '../result/plan-finished.ts';
import type { PlanView } from '../result/plan-view.ts';
import { runFinished } from '../result/run-finished.ts';
import type { RunView } from '../result/run-view.ts';

/** How a run ended, in few words: what webhooks are told too. */
export function endOfRun(view: RunView): RunFinished['data'] {
  return runFinished(view).data;
}

export function endOfPlan(view: PlanView): PlanFinished['data'] {
  return planFinished(view).data;
}
