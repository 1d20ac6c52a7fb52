import type { ByteBudget } from '../base/byte-budget.ts';
import type { ApprovedJob } from '../model/approved-plan.ts';
import type { EventListener } from '../model/event.ts';
import type { OutputStream } from '../transport/connection.ts';

/** Gets the text of answers with the secrets in it. It goes beside the events, never into them. */
export type Reveal = (device: string, commandIndex: number, stream: OutputStream, text: string) => void;

export interface JobContext {
  /** Ends what runs. */
  readonly signal: AbortSignal;
  /** Aborted, also without `signal`: no command begins any more, and those that have begun may end. */
  readonly mayBegin: AbortSignal;
  /** Output that the commands of the run may take together. */
  readonly budget: ByteBudget;
  readonly emit: EventListener;
  /** Resolves when what was emitted so far is on record: awaited before a command goes out that may change something. */
  readonly recorded: () => Promise<void>;
  readonly reveal?: Reveal | undefined;
  /** Gives the job's place to others, waits, and takes a place again. Rejects with the signal's reason. */
  readonly rest: (delayMs: number) => Promise<void>;
  /** How often a command may be tried again, where that is safe. */
  readonly retries: number;
}

/** Runs one device's commands in order on its pooled connection. */
export interface JobRunner {
  /** Reads what jobs need; to be called before a run begins. Throws `bad_settings`. */
  prepare(): Promise<void>;
  /**
   * Emits `command-started`, `output` and exactly one `command-finished` for each command of the job,
   * whatever happens. Never rejects for anything a device can do.
   */
  run(job: ApprovedJob, context: JobContext): Promise<void>;
}
