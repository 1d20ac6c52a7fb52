import type { Owner } from '../model/event.ts';
import type { RefusedRow, StepCause, StepFinished, StepRun } from '../model/plan-event.ts';
import type { PlanStep } from '../model/plan-step.ts';
import type { RunState } from '../model/run-document.ts';
import type { StepState } from '../model/step-state.ts';

/** One step, as far as it has come. */
export interface StepView {
  readonly step: PlanStep;
  readonly state: StepState;
  /** Steps that have to end before it begins and have not. */
  readonly waitsFor: readonly string[];
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** Folded selector; null before it begins. */
  readonly devices: string | null;
  readonly count: number;
  readonly jobs: number;
  readonly leftOut: readonly StepCause[];
  readonly refused: readonly RefusedRow[];
  readonly refusedCount: number;
  readonly waves: readonly number[] | null;
  readonly runs: readonly StepRun[];
  /** Null until it has ended. */
  readonly end: StepFinished | null;
  /** Why it was skipped, was cancelled or failed as a whole. */
  readonly reason: { readonly code: string; readonly text: string } | null;
}

/** The account of a plan as a fold over its events: live and read back are the same. */
export interface PlanView {
  readonly planId: string;
  readonly state: RunState;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly owner: Owner;
  readonly token: string | null;
  readonly warnings: readonly string[];
  /** Every device that it is about, as far as that is known. */
  readonly devices: readonly string[];
  /** In the order in which they were given. */
  steps(): readonly StepView[];
}
