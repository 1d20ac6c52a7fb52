import { pause } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { LiveRun } from './live-run.ts';

const message = 'rollcall is shutting down';

const notBegun = (): RollcallError =>
  new RollcallError('cancelled', message, {
    phase: 'queue',
    hint: 'nothing was sent; run it again, or go on with what only reads: rollcall run --resume RUN',
  });

export interface WindDownPorts {
  readonly clock: Clock;
  readonly scheduler: Pick<Scheduler, 'drain'>;
}

/** How the runs of a process come to their end: nothing new, time for what runs, a cancel for the rest. */
export class WindDown {
  readonly #live: ReadonlyMap<string, LiveRun>;
  readonly #clock: Clock;
  readonly #scheduler: Pick<Scheduler, 'drain'>;
  /** Runs that were admitted and do not exist yet. */
  readonly #starting = new Set<Promise<unknown>>();
  #begun = false;

  constructor(live: ReadonlyMap<string, LiveRun>, { clock, scheduler }: WindDownPorts) {
    this.#live = live;
    this.#clock = clock;
    this.#scheduler = scheduler;
  }

  /** Throws `shutting_down` once that has begun. */
  check(): void {
    if (!this.#begun) return;
    throw new RollcallError('shutting_down', `${message}: it takes no new work, and nothing was sent`, {
      phase: 'request',
      hint: 'ask again when it has been started anew; runs under way can still be read',
    });
  }

  /** Lets a run be started; it is waited for from now on. */
  async admit<T>(start: () => Promise<T>): Promise<T> {
    this.check();
    const starting = start();
    this.#starting.add(starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(starting);
    }
  }

  /** A run that was admitted before now exists. */
  joined(run: LiveRun): void {
    if (this.#begun) run.beginNoMore(notBegun());
  }

  /**
   * Takes no more work, begins no more command, and resolves when every run has ended: what runs has `graceMs` before it is
   * cancelled. May be called again with less.
   */
  async drain(graceMs: number): Promise<void> {
    this.#begun = true;
    this.#scheduler.drain();
    for (const run of this.#live.values()) run.beginNoMore(notBegun());
    const ended = this.#allEnded();
    const over = new AbortController();
    if (graceMs > 0) {
      const grace = pause(graceMs, this.#clock, over.signal).catch(() => {});
      await Promise.race([ended, grace]);
      over.abort();
    }
    for (const run of this.#live.values()) run.cancel(message);
    await ended;
  }

  async #allEnded(): Promise<void> {
    while (this.#starting.size > 0 || this.#live.size > 0) {
      await Promise.allSettled(this.#starting);
      await Promise.all([...this.#live.values()].map((run) => run.ended));
    }
  }
}
