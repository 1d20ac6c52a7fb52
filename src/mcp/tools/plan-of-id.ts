import { RollcallError } from '../../base/rollcall-error.ts';
import type { PlanDocument } from '../../model/plan-document.ts';
import type { PlanView } from '../../result/plan-view.ts';
import { planAnswer } from '../plan-answer.ts';
import type { ToolAnswer, ToolCall } from '../tool.ts';
import { waitForPlan } from '../wait-for-plan.ts';
import { answerSize, comparison } from './run-options.ts';

interface PlanArguments {
  readonly run_id: string | readonly string[];
  readonly wait_s?: number | undefined;
  readonly step?: string | undefined;
  readonly mask?: boolean | undefined;
  readonly max_chars?: number | undefined;
}

/** What get_run answers where its id is a plan's; null where it is not. Arguments about answers are for runs. */
export async function planOfId(
  { run_id, wait_s, step, mask, max_chars, ...others }: PlanArguments & Readonly<Record<string, unknown>>,
  call: ToolCall,
): Promise<ToolAnswer<PlanDocument> | null> {
  const plan =
    typeof run_id === 'string' ? await waitAndRead(run_id, (wait_s ?? call.settings.wait_s) * 1_000, call) : null;
  if (plan === null) {
    if (step === undefined) return null;
    throw new RollcallError('bad_request', '"step" is for plans, and this is no plan', {
      hint: 'call get_run without it',
    });
  }
  checkForPlan(plan.planId, others);
  const { maxChars } = answerSize(max_chars, call.settings);
  return planAnswer(plan, { step, maxChars, masker: comparison(mask, call).masker }, call);
}

/** `others`: the arguments that a plan does not take. */
export function checkForPlan(planId: string, others: Readonly<Record<string, unknown>>): void {
  const [forRuns] = Object.keys(others).filter((key) => others[key] !== undefined);
  if (forRuns === undefined) return;
  throw new RollcallError('bad_request', `"${forRuns}" is for the answers of a run, and ${planId} is a plan`, {
    hint: 'call get_run with the run_id of one of its steps, or without that argument',
  });
}

async function waitAndRead(runId: string, waitMs: number, call: ToolCall): Promise<PlanView | null> {
  const { rollcall, signal } = call;
  const view = await rollcall.readPlan(runId);
  if (view?.state !== 'running' || waitMs === 0) return view;
  const active = rollcall.activePlan(runId);
  if (active === undefined) await rollcall.waitForRun(runId, waitMs, signal);
  else await waitForPlan(active, waitMs, call);
  return rollcall.readPlan(runId);
}
