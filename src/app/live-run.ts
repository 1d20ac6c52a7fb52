import { setMaxListeners } from 'node:events';
import type { Clock, Timer } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { CommandFinished, EventListener, RunEvent, RunStarted } from '../model/event.ts';
import { runDeadlinePassed } from '../model/run-deadline.ts';
import { RunFold } from '../result/run-fold.ts';
import type { ResultRow } from '../result/run-view.ts';
import type { ActiveRun } from './rollcall.ts';

/** A run under way in this process: one stream of events, folded, then handed to whoever listens. */
export class LiveRun implements ActiveRun {
  readonly runId: string;
  readonly started: RunStarted;
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
  /** By device and command; most runs have none. */
  readonly #whenFinished = new Map<string, (row: ResultRow) => void>();
  #markEnded: () => void = () => {};

  constructor(started: RunStarted, flushed: () => Promise<void>) {
    this.flushed = flushed;
    this.started = started;
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
    if (event.type === 'command-finished' && this.#whenFinished.size > 0) this.#tellFinished(event);
    for (const listener of this.#listeners) listener(event);
  };

  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls back once, with the row of this device and command as soon as it has its end. */
  whenFinished(device: string, commandIndex: number, callback: (row: ResultRow) => void): void {
    this.#whenFinished.set(rowKey(device, commandIndex), callback);
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

  #tellFinished({ device, command_index }: CommandFinished): void {
    const key = rowKey(device, command_index);
    const callback = this.#whenFinished.get(key);
    const row = this.view.row(device, command_index);
    if (callback === undefined || row === undefined) return;
    this.#whenFinished.delete(key);
    callback(row);
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

const rowKey = (device: string, commandIndex: number): string => `${commandIndex} ${device}`;
