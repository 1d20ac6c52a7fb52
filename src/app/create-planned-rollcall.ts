import type { PlanHistory } from '../history/plan-history.ts';
import type { Webhooks } from '../notify/webhooks.ts';
import { createRollcall, type RollcallPorts } from './create-rollcall.ts';
import { createPlanner } from './plan/create-planner.ts';
import { withPlans } from './plan/with-plans.ts';
import type { Rollcall } from './rollcall.ts';
import { RunCallbacks } from './run-callbacks.ts';

export interface PlannedRollcallPorts extends Omit<RollcallPorts, 'callbacks'> {
  readonly webhooks: Webhooks;
  readonly plans: PlanHistory;
  /** Results (device × command) that one plan may come to. */
  readonly maxPlanJobs: number;
}

/** All use cases over their ports. `close()` ends what it started; the ports stay their maker's. */
export function createPlannedRollcall(ports: PlannedRollcallPorts): Rollcall {
  const callbacks = new RunCallbacks(ports);
  const runs = createRollcall({ ...ports, callbacks });
  const { plans, maxPlanJobs, audit } = ports;
  const planner = createPlanner({ ...ports, runs, callbacks, history: plans, maxJobs: maxPlanJobs });
  return withPlans(runs, planner, (caller, runId, result) =>
    audit.record(caller, { type: 'cancel-asked', run_id: runId, result }).catch(() => {}),
  );
}
