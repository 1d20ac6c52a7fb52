import { RollcallError } from '../../base/rollcall-error.ts';
import { type PlanRequest, planRequestSchema } from '../../model/plan-request.ts';
import type { PlanStep } from '../../model/plan-step.ts';
import { planProblems } from '../../plan/check-plan.ts';
import type { ExpressionPorts, PlanProblem } from '../../plan/plan-problem.ts';
import { columnsOf } from '../../result/answer-rows.ts';
import { expressionComplaint, namesIn } from '../../result/condition.ts';
import { patternComplaint } from '../../result/line-pattern.ts';

const expressions: ExpressionPorts = {
  conditionComplaint: expressionComplaint,
  patternComplaint: (pattern) => patternComplaint(pattern, undefined),
  columnsOf,
  refersTo: namesIn,
};

/** Enough to see what is wrong; a plan with more is corrected in rounds. */
const shownProblems = 10;

/** The request, or `bad_request` that names each step and key that is wrong. `before`: those that the plan has already. */
export function parsePlan(request: unknown, before: readonly PlanStep[]): PlanRequest {
  const parsed = planRequestSchema.safeParse(request);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'plan'}: ${message}`);
    throw badPlan(wrong);
  }
  const { steps } = parsed.data;
  const problems = stepProblems(parsed.data, before);
  if (problems.length > 0) {
    throw badPlan(
      problems.map(({ path, text }) => {
        const [at, ...rest] = path;
        const id = typeof at === 'number' ? steps[at]?.id : undefined;
        return [id === undefined ? 'steps' : `step ${id}`, ...rest.map(String)].join('.').concat(`: ${text}`);
      }),
    );
  }
  return parsed.data;
}

/** What is wrong with the steps of a request, each with its place. */
export function stepProblems({ steps }: PlanRequest, before: readonly PlanStep[] = []): readonly PlanProblem[] {
  return planProblems(steps, before, expressions);
}

function badPlan(problems: readonly string[]): RollcallError {
  const shown = problems.slice(0, shownProblems);
  const more = problems.length > shown.length ? [`… and ${problems.length - shown.length} more`] : [];
  return new RollcallError('bad_request', [...shown, ...more].join('; '), {
    phase: 'request',
    hint: 'nothing was sent; correct the steps named (docs/plans.md tells every key)',
  });
}
