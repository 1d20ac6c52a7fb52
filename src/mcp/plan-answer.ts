import { planDocumentOf } from '../app/plan/plan-document-of.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Masker } from '../model/masker.ts';
import type { PlanDocument } from '../model/plan-document.ts';
import { presentPlan } from '../present/plan-answer.ts';
import type { PlanView } from '../result/plan-view.ts';
import { maxErrorChars } from './error-answer.ts';
import type { ToolAnswer, ToolCall } from './tool.ts';

export interface PlanAnswerOptions {
  readonly maxChars: number;
  readonly masker: Masker;
  /** Only this step. */
  readonly step?: string | undefined;
}

/** A plan as an answer. It has failed as a whole when it finished and nothing in it succeeded; all else is data. */
export async function planAnswer(
  view: PlanView,
  { maxChars, masker, step }: PlanAnswerOptions,
  { rollcall }: Pick<ToolCall, 'rollcall'>,
): Promise<ToolAnswer<PlanDocument>> {
  const whole = await planDocumentOf(rollcall, view, masker);
  const document = step === undefined ? whole : onlyStep(whole, step);
  const { state, summary } = whole;
  const failed = state === 'finished' && summary.succeeded === 0 && summary.total + (summary.steps.failed ?? 0) > 0;
  if (!failed) return { ...presentPlan(document, maxChars), failed };
  const presented = presentPlan(document, Math.min(maxChars, maxErrorChars - advice.length));
  return { document: presented.document, text: `${advice}${presented.text}`.slice(0, maxErrorChars), failed };
}

const advice =
  'Nothing in this plan succeeded. The causes and hints stand below; correct what they name, then call execute_plan again.\n\n';

function onlyStep(document: PlanDocument, id: string): PlanDocument {
  const steps = document.steps.filter((step) => step.id === id);
  if (steps.length > 0) return { ...document, steps };
  throw new RollcallError('bad_request', `the plan has no step "${id}"`, {
    hint: `its steps are ${document.steps.map((step) => step.id).join(', ')}`,
  });
}
