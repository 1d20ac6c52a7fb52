import type { RunEvent } from '../model/event.ts';

/** Takes the events of one run, or of one plan, in order, onto disk. */
export interface RunLog<Event = RunEvent> {
  append(event: Event): void;
  /** Resolves when what was appended so far was handed to the system, and outlives this process; rejects `history_failed` if a write failed. */
  flushed(): Promise<void>;
  /** Resolves when everything appended is on disk and the file is closed; rejects `history_failed` if a write failed. */
  close(): Promise<void>;
}

export interface RunListing {
  readonly runId: string;
  /** First event of the run. */
  readonly started: Extract<RunEvent, { type: 'run-started' }>;
  /** Whether a `run-finished` event ends the log. */
  readonly ended: 'finished' | 'cancelled' | null;
}

/** The append-only event log per run under `$ROLLCALL_HOME/runs/<run_id>/`. */
export interface RunHistory {
  /** Makes the run's folder (0700) and opens its log (0600). */
  open(runId: string): Promise<RunLog>;
  /** All readable events of a run; a torn last line is left out. Throws `unknown_run` when there is none. */
  read(runId: string): Promise<readonly RunEvent[]>;
  /** As `read`, without the events of other devices; much quicker on a large run. */
  readDevice(runId: string, device: string): Promise<readonly RunEvent[]>;
  /** As `readDevice`, for several devices, in one pass. Without the run's first and last event. */
  readDevices(runId: string, devices: ReadonlySet<string>): Promise<readonly RunEvent[]>;
  /** Runs begun since then (epoch milliseconds), newest first, read one by one as they are asked for. */
  newest(since: number): AsyncIterable<RunListing>;
  /** How the run began and whether it has ended, without reading what is between. Throws `unknown_run`. */
  find(runId: string): Promise<RunListing>;
  /** Newest first. A folder that cannot be read is left out with a warning in the log. */
  list(limit: number): Promise<readonly RunListing[]>;
  /** Leaves a cancel request for whoever runs it; any process may. Throws `unknown_run`. */
  requestCancel(runId: string): Promise<void>;
  /** Looks for a cancel request every 500 ms until closed; calls back once. */
  watchCancel(runId: string, onRequest: () => void): { close(): void };
}
