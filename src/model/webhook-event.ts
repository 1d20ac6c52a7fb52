import type { RunState, Summary } from './run-document.ts';

/** What a webhook carries: an envelope as the Standard Webhooks specification has it, and no output of any device. */
export interface WebhookEvent {
  /** The same with every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly type: string;
  /** When it happened. */
  readonly timestamp: string;
  readonly data: object;
}

export interface RunFinished extends WebhookEvent {
  readonly type: 'run.finished';
  readonly data: {
    readonly run_id: string;
    readonly state: RunState;
    readonly summary: Summary;
    /** Folded selector; null where none failed, or where it would be too long to send. */
    readonly failed_devices: string | null;
    readonly failed_device_count: number;
  };
}
