import { setMaxListeners } from 'node:events';
import type { Clock, Timer } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { EventListener, RunEvent, RunStarted } from '../model/event.ts';
import { runDeadlinePassed } from '../model/run-deadline.ts';
import { RunFold } from '../result/run-fold.ts';
import type { ActiveRun } from './rollcall.ts';

/** A run under way in this process: one stream of events, folded, then handed to whoever listens. */
export class LiveRun implements ActiveRun {
  readonly runId: string;
  readonly view: RunFold;
  readonly ended: Promise<void>;
  recorded = true;
  /** Resolves when what was emitted so far is in the run's log; rejects where that cannot be written. */
  readonly flushed: () => Promise<void>;
  /** Ends what runs. */
  readonly #controller = new AbortController();
  /** Keeps what has not begun from beginning; aborted with or before the other. */
  readonly #beginning = new AbortController();
  readonly #listeners = new Set<EventListener>();
  #deadline: Timer | null = null;
  #markEnded: () => void = () => {};

  constructor(started: RunStarted, flushed: () => Promise<void>) {
    this.flushed = flushed;
    this.runId = started.run_id;
    this.view = RunFold.start(started);
    // Every job follows this signal; Node.js would take the eleventh for a leak.
    setMaxListeners(0, this.#controller.signal, this.#beginning.signal);
    this.ended = new Promise((resolve) => {
      this.#markEnded = resolve;
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborted: no command may begin any more. Those under way follow `signal`. */
  get mayBegin(): AbortSignal {
    return this.#beginning.signal;
  }

  readonly emit = (event: RunEvent): void => {
    this.view.apply(event);
    for (const listener of this.#listeners) listener(event);
  };

  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cancel(why: string): void {
    this.stop(
      new RollcallError('cancelled', why, { hint: 'the channels on the devices were closed; output so far is kept' }),
    );
  }

  /** What runs may end by itself; the first reason counts. */
  beginNoMore(reason: RollcallError): void {
    this.#beginning.abort(reason);
  }

  /** Ends what runs and keeps the rest from starting. The first reason counts. */
  stop(reason: RollcallError): void {
    this.#beginning.abort(reason);
    this.#controller.abort(reason);
  }

  /** Its deadline, so long after its start. */
  endAfter(deadlineMs: number, clock: Clock): void {
    const leftMs = Date.parse(this.view.startTime) + deadlineMs - clock.now();
    this.#deadline = clock.after(Math.max(0, leftMs), () => this.stop(runDeadlinePassed()));
  }

  /** Everything is on disk, or `recorded` says that it is not; nothing more will be emitted. */
  end(): void {
    this.#deadline?.cancel();
    this.#listeners.clear();
    this.#markEnded();
  }
}
