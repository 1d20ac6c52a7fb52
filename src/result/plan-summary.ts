import { toSeconds } from '../base/duration.ts';
import type { PlanDocument } from '../model/plan-document.ts';
import type { PlanView, StepView } from './plan-view.ts';

/** What all steps came to together. */
export function planSummary(plan: PlanView, steps: readonly StepView[]): PlanDocument['summary'] {
  const byState: Record<string, number> = {};
  for (const { state } of steps) byState[state] = (byState[state] ?? 0) + 1;
  const sum = (count: (end: NonNullable<StepView['end']>) => number): number =>
    steps.reduce((total, { end }) => total + (end === null ? 0 : count(end)), 0);
  const lastTime = steps.reduce(
    (last, { endTime }) => (endTime !== null && endTime > last ? endTime : last),
    plan.startTime,
  );
  return {
    steps: byState,
    total: sum(({ total }) => total),
    succeeded: sum(({ succeeded }) => succeeded),
    failed: sum(({ failed }) => failed),
    start_time: plan.startTime,
    end_time: plan.endTime,
    total_duration: toSeconds(Math.max(0, Date.parse(plan.endTime ?? lastTime) - Date.parse(plan.startTime))),
  };
}
