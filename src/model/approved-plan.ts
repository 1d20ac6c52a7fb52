import type { Job, PlannedCommand } from './plan.ts';
import type { Verdict } from './verdict.ts';

declare const approved: unique symbol;

/**
 * A plan whose every line the guard has let pass: the only thing the scheduler and the job runner take.
 * Only guard/approve.ts makes one (test/repo/layers.test.ts holds that), so an unapproved command that
 * reaches a router is a type error.
 */
export interface ApprovedPlan {
  readonly [approved]: true;
  readonly jobs: readonly ApprovedJob[];
}

export interface ApprovedJob extends Job {
  readonly [approved]: true;
  readonly commands: readonly ApprovedCommand[];
}

export interface ApprovedCommand extends PlannedCommand {
  /** The guard's, whoever approved it: only what is judged `read` may be repeated once it was written. */
  readonly verdict: Verdict;
  /** Once written it may have changed something: without an answer its outcome is `unknown`, and it is never repeated. */
  readonly mayChange: boolean;
}
