import { expandNames } from '../model/selector/expand-names.ts';
import type { PlanFinished, StepEnded } from '../model/webhook-event.ts';
import { namedFailures } from './named-failures.ts';
import { planSummary } from './plan-summary.ts';
import type { PlanView, StepView } from './plan-view.ts';

/** How a plan ended, in few words: for whoever waits for that, and can ask for the rest. */
export function planFinished(plan: PlanView): PlanFinished {
  const steps = plan.steps();
  return {
    id: `plan-finished-${plan.planId}`,
    type: 'plan.finished',
    timestamp: plan.endTime ?? plan.startTime,
    data: {
      run_id: plan.planId,
      kind: 'plan',
      state: plan.state,
      summary: planSummary(plan, steps),
      failed_steps: steps.flatMap(({ step, state }) => (state === 'failed' ? [step.id] : [])),
      ...namedFailures([...new Set(steps.flatMap(failedIn))]),
    },
  };
}

/** How one of its steps ended. */
export function stepEnded({ planId }: PlanView, view: StepView): StepEnded {
  const { step, state, end, endTime, reason } = view;
  const { total = 0, succeeded = 0, failed = 0 } = end ?? {};
  return {
    id: `step-finished-${planId}-${step.id}`,
    type: 'step.finished',
    timestamp: endTime ?? '',
    data: {
      ...{ run_id: planId, step: step.id, state, code: reason?.code ?? null },
      ...{ total, succeeded, failed },
      ...namedFailures(failedIn(view)),
    },
  };
}

const failedIn = ({ end }: StepView): string[] => [
  ...new Set((end?.failures ?? []).flatMap(({ devices }) => expandNames(devices))),
];
