import type { PlanDocument } from '../model/plan-document.ts';
import type { ExitStatus } from './exit-status.ts';

/** As for a run: 0 where nothing failed and no step was given up; a step that had nothing to do is no failure. */
export function exitStatusOfPlan({ state, summary, steps }: PlanDocument): ExitStatus {
  if (state === 'cancelled') return 130;
  const givenUp = steps.some((step) => step.state === 'failed' || step.state === 'cancelled');
  if (summary.failed === 0 && !givenUp) return 0;
  if (summary.succeeded > 0) return 4;
  const causes = steps.flatMap(({ failures = [] }) => failures);
  const isDenied = causes.length > 0 && causes.every(({ code }) => denials.has(code));
  return isDenied ? 3 : 5;
}

const denials: ReadonlySet<string> = new Set(['denied', 'approval_needed', 'beside_denied']);
