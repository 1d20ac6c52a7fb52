import type { PlanDocument } from './plan-document.ts';
import type { RunState, Summary } from './run-document.ts';
import type { StepState } from './step-state.ts';

/** What a webhook carries: an envelope as the Standard Webhooks specification has it, and no output of any device. */
export interface WebhookEvent {
  /** The same with every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly type: string;
  /** When it happened. */
  readonly timestamp: string;
  readonly data: object;
}

export interface NamedFailures {
  /** Folded selector; null where none failed, or where it would be too long to send. */
  readonly failed_devices: string | null;
  readonly failed_device_count: number;
}

export interface RunFinished extends WebhookEvent {
  readonly type: 'run.finished';
  readonly data: NamedFailures & { readonly run_id: string; readonly state: RunState; readonly summary: Summary };
}

export interface PlanFinished extends WebhookEvent {
  readonly type: 'plan.finished';
  readonly data: NamedFailures & {
    /** The plan's id. */
    readonly run_id: string;
    readonly kind: 'plan';
    readonly state: RunState;
    readonly summary: PlanDocument['summary'];
    readonly failed_steps: readonly string[];
  };
}

/** A step has ended one way or another; nothing of it goes on. */
export interface StepEnded extends WebhookEvent {
  readonly type: 'step.finished';
  readonly data: NamedFailures & {
    /** The plan's id. */
    readonly run_id: string;
    readonly step: string;
    readonly state: StepState;
    /** Why it was skipped or cancelled, or failed as a whole. */
    readonly code: string | null;
    readonly total: number;
    readonly succeeded: number;
    readonly failed: number;
  };
}
