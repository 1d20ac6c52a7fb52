import type { PlanEvent, PlanStarted } from '../model/plan-event.ts';
import type { RunLog } from './run-history.ts';

export interface PlanListing {
  readonly planId: string;
  readonly started: PlanStarted;
  /** Whether a `plan-finished` event ends the log. */
  readonly ended: 'finished' | 'cancelled' | null;
}

/** The append-only event log per plan under `$ROLLCALL_HOME/plans/<plan_id>/`. Its runs are where all runs are. */
export interface PlanHistory {
  /** Makes the plan's folder (0700) and opens its log (0600). */
  open(planId: string): Promise<RunLog<PlanEvent>>;
  /** All readable events of a plan; null where there is none of that id. */
  read(planId: string): Promise<readonly PlanEvent[] | null>;
  /** How the plan began and whether it has ended; null where there is none of that id. */
  find(planId: string): Promise<PlanListing | null>;
  /** Newest first. A folder that cannot be read is left out with a warning in the log. */
  list(limit: number): Promise<readonly PlanListing[]>;
  /** Leaves a cancel request for whoever runs it; any process may. */
  requestCancel(planId: string): Promise<void>;
  /** Looks for a cancel request every 500 ms until closed; calls back once. */
  watchCancel(planId: string, onRequest: () => void): { close(): void };
}
