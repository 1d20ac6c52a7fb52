import type { ActiveRun, CancelAnswer, Rollcall, RunList, RunListQuery, StartOptions } from '../../src/app/rollcall.ts';
import { untilAborted } from '../../src/base/abort.ts';
import type { Clock } from '../../src/base/clock.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { Caller } from '../../src/model/caller.ts';
import { type CommandInput, toCommands } from '../../src/model/command.ts';
import type { Device } from '../../src/model/device.ts';
import type { EventListener, RunEvent, RunStarted } from '../../src/model/event.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import { type Failure, failure } from '../../src/model/failure.ts';
import type { SelectedDevice } from '../../src/model/inventory.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { PlatformName } from '../../src/model/platform-name.ts';
import type { RunRequest, SelectorInput } from '../../src/model/run-request.ts';
import { foldNames } from '../../src/model/selector/fold-names.ts';
import type { TrustAnswer } from '../../src/model/trust-answer.ts';
import type { Judgement } from '../../src/model/verdict.ts';
import { RunFold } from '../../src/result/run-fold.ts';
import { shippedGuard } from './shipped-guard.ts';

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
  readonly #clock: Clock;
  readonly #listeners = new Set<EventListener>();
  #end: () => void = () => {};

  constructor(runId: string, devices: readonly string[], command: CommandInput, clock: Clock) {
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

export interface FakeRollcallOptions {
  readonly clock: Clock;
  readonly devices?: readonly Device[];
  readonly groups?: ReadonlyMap<string, readonly string[]>;
  /** Called with each new run; drives it. By default a run goes on until the test ends it. */
  readonly onRun?: (run: FakeRun, request: RunRequest) => void;
}

/** Rollcall in memory: the inventory is a list, a selector is "all" or names separated by commas, runs are driven by the test. */
export class FakeRollcall implements Rollcall {
  readonly runs: FakeRun[] = [];
  readonly requests: RunRequest[] = [];
  /** Who asked for runs and their ends. */
  readonly callers: Caller[] = [];
  /** Requests that came no further than the limits of their caller. */
  readonly refusals: { readonly request: RunRequest; readonly caller: Caller; readonly code: string }[] = [];
  readonly listQueries: RunListQuery[] = [];
  /** What `listRuns` says of its search. */
  newestSearched: number | null = null;
  readonly #options: FakeRollcallOptions;
  readonly #waiting: { readonly count: number; readonly resolve: (run: FakeRun) => void }[] = [];
  closed = false;

  constructor(options: FakeRollcallOptions) {
    this.#options = options;
  }

  /** The n-th run (from 1), as soon as it exists. */
  nthRun(count: number): Promise<FakeRun> {
    const run = this.runs[count - 1];
    if (run !== undefined) return Promise.resolve(run);
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  async startRun(request: RunRequest, { caller, onEvent }: Partial<StartOptions> = {}): Promise<FakeRun> {
    this.requests.push(request);
    if (caller !== undefined) this.callers.push(caller);
    const commands = toCommands(request.command);
    if (commands.some(({ text }) => text.trim() === '')) {
      throw new RollcallError('bad_request', 'command 1 is empty', { hint: 'give one CLI line' });
    }
    const selected = this.#select(request.devices);
    const runId = `RUN${this.runs.length + 1}`;
    const run = new FakeRun(
      runId,
      selected.map(({ name }) => name),
      request.command,
      this.#options.clock,
    );
    this.runs.push(run);
    if (onEvent !== undefined) {
      onEvent(run.started);
      run.subscribe(onEvent);
    }
    for (const each of selected) {
      if (!each.known) for (const { index } of commands) run.fail(each.name, 'unknown_device', index);
    }
    this.#options.onRun?.(run, request);
    for (const { count, resolve } of this.#waiting) if (count === this.runs.length) resolve(run);
    return run;
  }

  async recordRefusal(request: RunRequest, caller: Caller, thrown: unknown): Promise<void> {
    this.refusals.push({ request, caller, code: RollcallError.from(thrown).code });
  }

  activeRun(runId: string): FakeRun | undefined {
    return this.activeRuns().find((run) => run.runId === runId);
  }

  activeRuns(): readonly FakeRun[] {
    return this.runs.filter((run) => run.view.state === 'running');
  }

  async readRun(runId: string): Promise<RunFold> {
    return this.#run(runId).view;
  }

  async waitForRun(runId: string, waitMs: number, signal: AbortSignal): Promise<void> {
    const run = this.#run(runId);
    const over = new AbortController();
    const timer = this.#options.clock.after(waitMs, () => over.abort());
    run.markWaitedFor();
    const stop = AbortSignal.any([signal, over.signal]);
    await untilAborted(run.ended, stop).catch(() => {});
    timer.cancel();
  }

  async listRuns(query: RunListQuery): Promise<RunList> {
    this.listQueries.push(query);
    const entries = [...this.runs]
      .reverse()
      .map(({ view }) => ({
        runId: view.runId,
        state: view.state,
        startTime: view.startTime,
        commands: view.commands.map(({ text }) => text),
        devices: foldNames(view.devices),
        deviceCount: view.devices.length,
        deviceNames: view.devices,
      }))
      .filter(
        (entry) => query.command === undefined || entry.commands.some((text) => text.includes(query.command ?? '')),
      )
      .filter((entry) => query.device === undefined || this.#run(entry.runId).view.devices.includes(query.device))
      .filter((entry) => query.since === undefined || entry.startTime >= query.since)
      .slice(0, query.limit);
    return { entries, newestSearched: this.newestSearched };
  }

  async cancelRun(runId: string, caller?: Caller): Promise<CancelAnswer> {
    if (caller !== undefined) this.callers.push(caller);
    const run = this.#run(runId);
    if (run.view.state !== 'running') return { result: 'ended' };
    run.cancel('cancelled on request');
    return { result: 'cancelled' };
  }

  async listDevices(devices?: SelectorInput): ReturnType<Rollcall['listDevices']> {
    const groups = this.#options.groups ?? new Map<string, readonly string[]>();
    const none = devices === undefined && (this.#options.devices ?? []).length === 0;
    return { devices: none ? [] : this.#select(devices ?? 'all'), warnings: [], source: 'devices.yaml', groups };
  }

  judge(command: CommandInput): readonly Judgement[] {
    return toCommands(command).map(({ text }) =>
      text.startsWith('show ')
        ? { verdict: 'read', allowed: true, reason: 'it reads' }
        : { verdict: 'write', allowed: false, reason: 'it does not begin with show' },
    );
  }

  explain(line: string, platform: PlatformName): Explanation {
    return shippedGuard.explain(line, platform, '');
  }

  async trust(device: Device): Promise<TrustAnswer> {
    return { device: device.name, ok: true, detail: 'SHA256:fake' };
  }

  async checkDevice(): Promise<Failure | null> {
    return null;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const run of this.activeRuns()) run.cancel('rollcall is closing');
  }

  #run(runId: string): FakeRun {
    const run = this.runs.find((each) => each.runId === runId);
    if (run === undefined) throw new RollcallError('unknown_run', 'there is no such run', { hint: 'call list_runs' });
    return run;
  }

  #select(selector: SelectorInput): readonly SelectedDevice[] {
    const devices = this.#options.devices ?? [];
    const names = [selector]
      .flat()
      .flatMap((text) => text.split(','))
      .map((name) => (name.startsWith('"') ? String(JSON.parse(name)) : name));
    const selected = names.flatMap((name): SelectedDevice[] => {
      if (name === 'all') return devices.map((device) => ({ known: true, name: device.name, device }));
      const device = devices.find((each) => each.name === name);
      if (device !== undefined) return [{ known: true, name, device }];
      return [{ known: false, name, didYouMean: devices.slice(0, 1).map((each) => each.name) }];
    });
    if (selected.length === 0 || names.includes('')) {
      throw new RollcallError('nothing_selected', 'nothing is selected', { hint: 'call list_devices' });
    }
    return selected;
  }
}
