import type { Caller } from '../../model/caller.ts';
import type { ErrorDetail } from '../../model/failure.ts';
import type { PlanListener } from '../../model/plan-event.ts';
import type { PlanRequest } from '../../model/plan-request.ts';
import type { PlanView } from '../../result/plan-view.ts';
import type { Rollcall } from '../rollcall.ts';

/** A plan of this process, from its first moment until it has ended and its log is closed. */
export interface ActivePlan {
  readonly planId: string;
  /** The account so far; live until the end. */
  readonly view: PlanView;
  /** Resolves when the plan and all its runs have ended and its log is on disk. Never rejects. */
  readonly ended: Promise<void>;
  /** From now on each event, after it was folded into `view`. Returns the way to stop listening. */
  subscribe(listener: PlanListener): () => void;
  /** Cancels its runs; what has not begun is cancelled too. Idempotent. */
  cancel(why: string): void;
}

export interface PlanOptions {
  /** Who asks, for the audit log. */
  readonly caller: Caller;
  /** Gets every event from the first on, also those from before `startPlan` resolves. */
  readonly onEvent?: PlanListener | undefined;
  /** What the caller may do, where that is less than everything: every step goes through it. */
  readonly runs?: StepRuns | undefined;
}

/** How a step's devices are found and its runs are started. */
export type StepRuns = Pick<Rollcall, 'startRun' | 'previewRun' | 'listDevices'>;

/** What a request would come to, with nothing sent. */
export interface RunPreview {
  /** Every name, in selector order, those that the inventory does not have included. */
  readonly devices: readonly string[];
  readonly warnings: readonly string[];
  /** Set where no device would get anything because the guard refuses it. */
  readonly denied: ErrorDetail | null;
  /** Whether every line only reads. */
  readonly reads: boolean;
}

/** Plans: steps, each of them runs, that wait for each other. */
export interface Plans {
  /**
   * Checks every step, its graph, its expressions and what can be known of its devices and lines, and starts it. Throws
   * `bad_request`, `bad_selector`, `not_permitted` or `denied` with nothing sent.
   */
  startPlan(request: PlanRequest, options: PlanOptions): Promise<ActivePlan>;
  /** Adds steps to a plan of this process that goes on. Throws `unknown_run`, and as `startPlan` does with nothing added. */
  extendPlan(planId: string, request: Pick<PlanRequest, 'steps'>, options: PlanOptions): Promise<ActivePlan>;
  /** The plan if this process started it and it has not ended. */
  activePlan(planId: string): ActivePlan | undefined;
  /** A plan's account: live, or read back from history. Null where the id is no plan's. */
  readPlan(planId: string): Promise<PlanView | null>;
}
