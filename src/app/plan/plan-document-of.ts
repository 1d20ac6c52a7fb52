import { RollcallError } from '../../base/rollcall-error.ts';
import type { Masker } from '../../model/masker.ts';
import type { PlanDocument } from '../../model/plan-document.ts';
import { sourcesOf } from '../../result/aggregate-steps.ts';
import { buildPlanDocument } from '../../result/plan-document.ts';
import type { PlanView } from '../../result/plan-view.ts';
import type { RunView } from '../../result/run-view.ts';
import type { Rollcall } from '../rollcall.ts';

/** The whole document of a plan. Of its runs those are read whose answers a step brings together. */
export async function planDocumentOf(
  rollcall: Pick<Rollcall, 'readRun'>,
  plan: PlanView,
  masker: Masker,
): Promise<PlanDocument> {
  const runs = new Map<string, RunView>();
  for (const step of plan.steps()) {
    const { aggregate } = step.step;
    if (aggregate !== 'fold' && aggregate !== 'diff') continue;
    for (const source of sourcesOf(plan, step)) {
      for (const { run_id } of source.runs) {
        const view = runs.has(run_id) ? null : await readRun(rollcall, run_id);
        if (view !== null) runs.set(run_id, view);
      }
    }
  }
  return buildPlanDocument(plan, { masker, run: (runId) => runs.get(runId) });
}

/** Null where it is gone: pruned. */
async function readRun(rollcall: Pick<Rollcall, 'readRun'>, runId: string): Promise<RunView | null> {
  try {
    return await rollcall.readRun(runId);
  } catch (thrown) {
    if (RollcallError.from(thrown).code === 'unknown_run') return null;
    throw thrown;
  }
}
