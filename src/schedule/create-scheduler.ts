import { abortReason } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { AbortWatch } from './abort-watch.ts';
import { JobQueue } from './job-queue.ts';
import { ScheduledJob, type Waiter } from './scheduled-job.ts';
import type { Scheduler, SchedulerLoad, Ticket } from './scheduler.ts';

export interface SchedulerOptions {
  /** Jobs running at once, over everything; where the limit starts. */
  readonly maxLimit: number;
  readonly clock: Clock;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  return new QueueScheduler(options);
}

const closing = (): RollcallError =>
  new RollcallError('cancelled', 'not begun: rollcall is closing', { phase: 'queue', hint: 'ask again' });

class QueueScheduler implements Scheduler {
  readonly #clock: Clock;
  readonly #maxLimit: number;
  readonly #queue = new JobQueue();
  /** What is queued or rests. */
  readonly #waiting = new AbortWatch<ScheduledJob>((job) => this.#aborted(job));
  readonly #listeners = new Set<(load: SchedulerLoad) => void>();
  #limit: number;
  #why: string | null = null;
  #running = 0;
  #resting = 0;
  #seq = 0;
  #draining = false;
  #closed = false;
  #dispatchAsked = false;

  constructor({ maxLimit, clock }: SchedulerOptions) {
    this.#clock = clock;
    this.#maxLimit = maxLimit;
    this.#limit = maxLimit;
  }

  run(ticket: Ticket): Promise<void> {
    if (this.#closed) return Promise.reject(closing());
    return new Promise((resolve, reject) => {
      this.#seq += 1;
      const job = new ScheduledJob(ticket, this.#seq, this.#clock.now(), { resolve, reject });
      if (ticket.signal.aborted) {
        job.state = 'outside';
        this.#work(job);
        return;
      }
      this.#waiting.add(job, ticket.signal);
      this.#queue.submit(job);
      this.#dispatchSoon();
    });
  }

  get load(): SchedulerLoad {
    return {
      running: this.#running,
      queued: this.#queue.size,
      resting: this.#resting,
      limit: this.#limit,
      maxLimit: this.#maxLimit,
      why: this.#why,
      draining: this.#draining,
    };
  }

  setLimit(limit: number, why: string | null): void {
    this.#limit = Math.max(1, Math.min(Math.floor(limit) || 1, this.#maxLimit));
    this.#why = why;
    this.#tell();
    this.#dispatchSoon();
  }

  onChange(listener: (load: SchedulerLoad) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#tell();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.drain();
    for (const job of this.#waiting.close()) {
      const { rest } = this.#withdraw(job);
      (rest ?? job.asker).reject(closing());
    }
    this.#listeners.clear();
  }

  #tell(): void {
    const { load } = this;
    for (const listener of this.#listeners) listener(load);
  }

  /** After this turn of the event loop's work, so that jobs asked for together are ordered together. */
  #dispatchSoon(): void {
    if (this.#dispatchAsked) return;
    this.#dispatchAsked = true;
    queueMicrotask(() => {
      this.#dispatchAsked = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    const now = this.#clock.now();
    while (!this.#draining && this.#running < this.#limit) {
      const job = this.#queue.take(now);
      if (job === null) return;
      this.#running += 1;
      job.state = 'running';
      this.#waiting.remove(job, job.ticket.signal);
      const { rest } = job;
      job.rest = null;
      if (rest === null) this.#work(job);
      else rest.resolve();
    }
  }

  #work(job: ScheduledJob): void {
    const over = (): void => this.#over(job);
    const { resolve, reject } = job.asker;
    let work: Promise<void>;
    try {
      work = job.ticket.work({ rest: (delayMs) => this.#rest(job, delayMs) });
    } catch (thrown) {
      over();
      reject(thrown);
      return;
    }
    work.then(
      () => {
        over();
        resolve();
      },
      (thrown: unknown) => {
        over();
        reject(thrown);
      },
    );
  }

  #over(job: ScheduledJob): void {
    if (job.state === 'running') this.#giveBack(job);
    else if (job.state === 'resting' || job.state === 'queued') {
      // Its work did not wait for its own rest.
      this.#waiting.remove(job, job.ticket.signal);
      this.#withdraw(job).rest?.resolve();
    }
    job.state = 'over';
  }

  #giveBack(job: ScheduledJob): void {
    this.#running -= 1;
    this.#queue.release(job);
    this.#dispatchSoon();
  }

  #rest(job: ScheduledJob, delayMs: number): Promise<void> {
    const { signal } = job.ticket;
    if (signal.aborted) return Promise.reject(abortReason(signal));
    if (this.#closed) return Promise.reject(closing());
    if (job.state !== 'running') {
      return Promise.reject(new RollcallError('defect', `a job that is ${job.state} cannot rest`));
    }
    return new Promise((resolve, reject) => {
      job.rest = { resolve, reject };
      job.state = 'resting';
      this.#resting += 1;
      this.#waiting.add(job, signal);
      this.#giveBack(job);
      job.timer = this.#clock.after(delayMs, () => {
        this.#resting -= 1;
        job.timer = null;
        job.state = 'queued';
        this.#queue.add(job);
        this.#dispatchSoon();
      });
    });
  }

  /** From the queue or its rest; what it holds are no places. */
  #withdraw(job: ScheduledJob): { readonly rest: Waiter | null } {
    const { rest } = job;
    job.rest = null;
    if (job.state === 'resting') {
      job.timer?.cancel();
      job.timer = null;
      this.#resting -= 1;
    } else this.#queue.remove(job);
    job.state = 'outside';
    return { rest };
  }

  #aborted(job: ScheduledJob): void {
    const { rest } = this.#withdraw(job);
    if (rest === null) this.#work(job);
    else rest.reject(abortReason(job.ticket.signal));
    this.#dispatchSoon();
  }
}
