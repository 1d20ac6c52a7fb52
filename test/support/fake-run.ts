import type { ActiveRun } from '../../src/app/rollcall.ts';
import type { Clock } from '../../src/base/clock.ts';
import { type CommandInput, toCommands } from '../../src/model/command.ts';
import type { EventListener, RunEvent, RunStarted } from '../../src/model/event.ts';
import { type Failure, failure } from '../../src/model/failure.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { OutputFormat } from '../../src/model/output-format.ts';
import { RunFold } from '../../src/result/run-fold.ts';

/** A run that the test drives by hand. */
export class FakeRun implements ActiveRun {
  readonly runId: string;
  readonly started: RunStarted;
  readonly view: RunFold;
  readonly ended: Promise<void>;
  /** Resolves when someone first waits for this run. */
  readonly waitedFor: Promise<void>;
  markWaitedFor: () => void = () => {};
  /** Why it was cancelled; null while it was not. */
  cancelledBecause: string | null = null;
  recorded = true;
  readonly #clock: Clock;
  readonly #listeners = new Set<EventListener>();
  #end: () => void = () => {};

  constructor(
    runId: string,
    devices: readonly string[],
    command: CommandInput,
    clock: Clock,
    format: OutputFormat = 'text',
  ) {
    this.runId = runId;
    this.#clock = clock;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.waitedFor = new Promise((resolve) => {
      this.markWaitedFor = resolve;
    });
    this.started = {
      type: 'run-started',
      time: this.#time(),
      run_id: runId,
      devices: [...devices],
      commands: toCommands(command).map(({ text, label }) => ({ text, label })),
      warnings: [],
      ...(format !== 'text' && { format }),
      owner: { host: 'test', pid: 1, process_start: null },
    };
    this.view = RunFold.start(this.started);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cancel(why: string): void {
    if (this.view.state !== 'running') return;
    this.cancelledBecause = why;
    for (const row of this.view.rows()) {
      if (row.finished === null) this.fail(row.device, 'cancelled', row.command.index);
    }
    this.#finish('cancelled');
  }

  start(device: string, commandIndex = 0): void {
    this.#emit({ type: 'command-started', time: this.#time(), device, command_index: commandIndex });
  }

  answer(device: string, output: string, commandIndex = 0): void {
    const time = this.#time();
    this.#emit({ type: 'output', time, device, command_index: commandIndex, stream: 'stdout', text: output });
    this.#done(device, commandIndex, 'ok');
  }

  fail(device: string, outcome: Exclude<Outcome, 'ok'>, commandIndex = 0): void {
    this.#done(device, commandIndex, outcome, failure(outcome, `it was ${outcome}`, { hint: `hint for ${outcome}` }));
  }

  warn(text: string): void {
    this.#emit({ type: 'warning', time: this.#time(), text });
  }

  /** Ends the run once every row has its end. */
  finish(): void {
    this.#finish('finished');
  }

  #done(device: string, commandIndex: number, outcome: Outcome, failed?: Failure): void {
    const time = this.#time();
    const start = this.view.row(device, commandIndex)?.startTime ?? null;
    this.#emit({
      type: 'command-finished',
      time,
      device,
      command_index: commandIndex,
      outcome,
      exit_status: null,
      start_time: start,
      end_time: start === null ? null : time,
      connection: start === null ? null : 'new',
      attempts: start === null ? 0 : 1,
      ...(failed && { error: failed.error }),
    });
  }

  #finish(state: 'finished' | 'cancelled'): void {
    this.#emit({ type: 'run-finished', time: this.#time(), state });
    this.#listeners.clear();
    this.#end();
  }

  #emit(event: RunEvent): void {
    this.view.apply(event);
    for (const listener of this.#listeners) listener(event);
  }

  #time(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}
