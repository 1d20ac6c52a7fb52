import type { Clock } from '../base/clock.ts';
import { instant } from '../model/instant.ts';
import { endOfRun } from '../present/end-of-run.ts';
import type { RunView } from '../result/run-view.ts';

/** A task as clients of the extension see it (SEP-2663, "Task"), without what depends on its status. */
export interface TaskFields {
  readonly taskId: string;
  readonly status: 'working' | 'completed' | 'cancelled' | 'failed';
  readonly statusMessage: string;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** Null: as long as the run is kept. */
  readonly ttlMs: null;
  readonly pollIntervalMs: number;
}

/** Shorter than a person waits, longer than an answer takes to make. */
const pollIntervalMs = 1_000;

const statuses = {
  running: 'working',
  finished: 'completed',
  cancelled: 'cancelled',
  /** The request it stood for would have ended with a broken connection. */
  interrupted: 'failed',
} as const;

/** A run as the task that it is. A run in which devices failed is completed all the same: that is its answer. */
export function taskOfRun(taskId: string, view: RunView, clock: Clock): TaskFields {
  const { summary } = endOfRun(view);
  const { total, failed, pending } = summary;
  return {
    taskId,
    status: statuses[view.state],
    statusMessage: `run ${view.runId} ${view.state}: ${total - pending}/${total} done, ${failed} failed`,
    createdAt: view.startTime,
    lastUpdatedAt: view.endTime ?? instant(clock.now()),
    ttlMs: null,
    pollIntervalMs,
  };
}
