import type { GroupLimit } from '../model/device.ts';
import type { Priority } from '../model/priority.ts';

/** One job that wants to run. */
export interface Ticket {
  readonly device: string;
  /** Jobs of this device at once, over all runs. */
  readonly deviceLimit: number;
  /** The groups of the device that have a bound. */
  readonly groups: readonly GroupLimit[];
  readonly priority: Priority;
  /** Callers of one priority take turns. */
  readonly caller: string;
  readonly run: string;
  /** Jobs of this run at once. */
  readonly runLimit: number;
  readonly signal: AbortSignal;
  /** Called exactly once, also after an abort: the work then ends at once and says so. */
  work(place: Place): Promise<void>;
}

/** What a running job holds: its share of every bound. */
export interface Place {
  /** Gives the place back, waits, and queues again with the age it had. Rejects with the signal's reason. */
  rest(delayMs: number): Promise<void>;
}

/** Numbers of this moment. */
export interface SchedulerLoad {
  readonly running: number;
  readonly queued: number;
  /** Jobs that gave their place back and wait for a time. */
  readonly resting: number;
  readonly limit: number;
  readonly maxLimit: number;
  /** Why the limit is where it is, in the words of whoever set it. */
  readonly why: string | null;
  readonly draining: boolean;
}

/** Decides when each job of the process runs. Its promises are listed in docs/concurrency.md. */
export interface Scheduler {
  /** Settles as the ticket's work does. Rejects without it only if the scheduler closes first. */
  run(ticket: Ticket): Promise<void>;
  readonly load: SchedulerLoad;
  /** Jobs running at once from now on, within 1 and `maxLimit`. What runs is not interrupted. */
  setLimit(limit: number, why: string | null): void;
  /** Tells of a new limit and of draining; returns the way to stop listening. Listeners must not throw. */
  onChange(listener: (load: SchedulerLoad) => void): () => void;
  /** Begins nothing new. What waits goes on waiting, until its signal aborts. */
  drain(): void;
  /** Rejects what still waits as `cancelled`. What runs goes on to its end. */
  close(): void;
}
