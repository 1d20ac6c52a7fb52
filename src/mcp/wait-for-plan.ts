import type { ActivePlan } from '../app/plan/plans.ts';
import type { PlanView } from '../result/plan-view.ts';
import { ProgressReporter } from './progress-reporter.ts';
import type { ToolCall } from './tool.ts';

/** Resolves when the plan has ended, the time is over or the client has cancelled; tells meanwhile which steps run. */
export async function waitForPlan(plan: ActivePlan, waitMs: number, call: ToolCall): Promise<void> {
  const { notify, clock, rollcall, signal } = call;
  if (notify === null) return rollcall.waitForRun(plan.planId, waitMs, signal);
  const reporter = new ProgressReporter(notify, () => progressOf(plan), clock);
  const stop = plan.subscribe(() => reporter.changed());
  reporter.changed();
  try {
    await rollcall.waitForRun(plan.planId, waitMs, signal);
  } finally {
    stop();
    await reporter.finish();
  }
}

/** The plan as its caller may see it by now: someone else may have added steps on devices that are hidden. */
export async function planSeen(plan: ActivePlan, { rollcall }: Pick<ToolCall, 'rollcall'>): Promise<PlanView> {
  return (await rollcall.readPlan(plan.planId)) ?? plan.view;
}

function progressOf({ view }: ActivePlan): { progress: number; total: number; message: string } {
  const steps = view.steps();
  const running = steps.filter(({ state }) => state === 'running');
  const ended = steps.filter(({ state }) => state !== 'running' && state !== 'waiting').length;
  const parts = [`${ended}/${steps.length} steps done`];
  if (running.length > 0) parts.push(`running: ${running.map(({ step }) => step.id).join(', ')}`);
  return { progress: ended, total: steps.length, message: parts.join(', ') };
}
