import type { Clock } from '../../base/clock.ts';
import type { Semaphore } from '../../base/semaphore.ts';
import type { Caller } from '../../model/caller.ts';
import type { PlanListener } from '../../model/plan-event.ts';
import type { PlanStep } from '../../model/plan-step.ts';
import type { StepRuns } from './plans.ts';
import type { StepRecord } from './step-result.ts';

/** Who asks for a step, and what they may do. */
export interface StepAsker {
  readonly caller: Caller;
  /** Every step goes the way of any other run. */
  readonly runs: StepRuns;
}

/** One step under way. */
export interface StepContext extends StepAsker {
  readonly planId: string;
  readonly step: PlanStep;
  readonly clock: Clock;
  readonly emit: PlanListener;
  /** Aborts with the plan, and when another step stops everything. */
  readonly signal: AbortSignal;
  /** Runs of the whole plan at once. */
  readonly places: Semaphore;
  /** Takes so many jobs from what the plan may have; null, or why that is too many. */
  readonly reserve: (jobs: number) => string | null;
  /** Of a step that has ended before this one; empty where it was skipped. */
  readonly recordOf: (step: string) => StepRecord;
}
