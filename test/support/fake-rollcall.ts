import type { ActivePlan } from '../../src/app/plan/plans.ts';
import type {
  CancelAnswer,
  Rollcall,
  RunEndListener,
  RunList,
  RunListQuery,
  StartOptions,
  WorkStatus,
} from '../../src/app/rollcall.ts';
import { untilAborted } from '../../src/base/abort.ts';
import type { Clock } from '../../src/base/clock.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { ApprovalAnswer, ApprovalQuestion } from '../../src/model/approval.ts';
import type { AccessEvent } from '../../src/model/audit.ts';
import type { Caller } from '../../src/model/caller.ts';
import { type CommandInput, toCommands } from '../../src/model/command.ts';
import type { Device } from '../../src/model/device.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { GuardTarget } from '../../src/model/guard-target.ts';
import type { SelectedDevice } from '../../src/model/inventory.ts';
import type { ProcessStatus } from '../../src/model/process-status.ts';
import type { RunRequest, SelectorInput } from '../../src/model/run-request.ts';
import { foldNames } from '../../src/model/selector/fold-names.ts';
import type { TrustAnswer } from '../../src/model/trust-answer.ts';
import type { Judgement } from '../../src/model/verdict.ts';
import { PlanFold } from '../../src/result/plan-fold.ts';
import type { RunFold } from '../../src/result/run-fold.ts';
import { FakeRun } from './fake-run.ts';
import { sampleStatus } from './sample-status.ts';
import { wholeGuard } from './shipped-guard.ts';

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
  /** Who was not let in. */
  readonly accesses: { readonly caller: Caller; readonly event: AccessEvent }[] = [];
  readonly listQueries: RunListQuery[] = [];
  /** What has to be approved before the next run; null: nothing. */
  question: ApprovalQuestion | null = null;
  /** The runs that were gone on with. */
  readonly resumes: (string | undefined)[] = [];
  /** With what `startRun` and `askApproval` were called. */
  readonly approvals: (ApprovalAnswer | undefined)[] = [];
  readonly mayChange: (boolean | undefined)[] = [];
  /** Thrown by the next run that comes with an approval. */
  approvalError: RollcallError | null = null;
  /** What `listRuns` says of its search. */
  newestSearched: number | null = null;
  /** What other processes have told. */
  otherProcesses: readonly ProcessStatus[] = [];
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

  async askApproval(_request: RunRequest, { mayChange }: Partial<StartOptions> = {}): Promise<ApprovalQuestion | null> {
    this.mayChange.push(mayChange);
    return this.question;
  }

  async startRun(
    request: RunRequest,
    { caller, onEvent, onRecorded, approval, mayChange, resume }: Partial<StartOptions> = {},
  ): Promise<FakeRun> {
    this.approvals.push(approval);
    this.resumes.push(resume);
    this.mayChange.push(mayChange);
    const { approvalError } = this;
    this.approvalError = null;
    if (approval !== undefined && approvalError !== null) throw approvalError;
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
      request.format,
    );
    this.runs.push(run);
    void run.ended.then(() => {
      for (const listener of this.endListeners) listener(run.view);
    });
    for (const listener of [onEvent, onRecorded]) {
      listener?.(run.started);
      if (listener !== undefined) run.subscribe(listener);
    }
    for (const each of selected) {
      if (!each.known) for (const { index } of commands) run.fail(each.name, 'unknown_device', index);
    }
    this.#options.onRun?.(run, request);
    for (const { count, resolve } of this.#waiting) if (count === this.runs.length) resolve(run);
    return run;
  }

  previewRun(): Promise<never> {
    return Promise.reject(new Error('there are no plans here'));
  }

  startPlan(): Promise<never> {
    return Promise.reject(new Error('there are no plans here'));
  }

  extendPlan(): Promise<never> {
    return Promise.reject(new Error('there are no plans here'));
  }

  /** Ids of plans that go on; each has nothing but a step that waits. */
  readonly plans = new Set<string>();

  activePlan(planId: string): ActivePlan | undefined {
    const view = this.#plan(planId);
    if (view === null) return undefined;
    return { planId, view, ended: new Promise(() => {}), subscribe: () => () => {}, cancel: () => {} };
  }

  async readPlan(planId: string): Promise<PlanFold | null> {
    return this.#plan(planId);
  }

  #plan(planId: string): PlanFold | null {
    if (!this.plans.has(planId)) return null;
    const owner = { host: 'here', pid: 1, process_start: '1' };
    const rest = { steps: [{ id: 'a' }], devices: [], warnings: [], owner, token: null };
    return PlanFold.start({ type: 'plan-started', time: '2026-01-01T00:00:00.000Z', plan_id: planId, ...rest });
  }

  async recordRefusal(request: RunRequest, caller: Caller, thrown: unknown): Promise<void> {
    this.refusals.push({ request, caller, code: RollcallError.from(thrown).code });
  }

  async recordAccess(caller: Caller, event: AccessEvent): Promise<void> {
    this.accesses.push({ caller, event });
  }

  readonly endListeners = new Set<RunEndListener>();

  onRunEnded(listener: RunEndListener): () => void {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  activeRun(runId: string): FakeRun | undefined {
    return this.activeRuns().find((run) => run.runId === runId);
  }

  activeRuns(): readonly FakeRun[] {
    return this.runs.filter((run) => run.view.state === 'running');
  }

  async flushed(): Promise<void> {}

  readDevice(runId: string): Promise<RunFold> {
    return this.readRun(runId);
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
        format: view.format,
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

  async status(): Promise<WorkStatus> {
    return { own: sampleStatus(), others: this.otherProcesses };
  }

  async listDevices(devices?: SelectorInput): ReturnType<Rollcall['listDevices']> {
    const groups = this.#options.groups ?? new Map<string, readonly string[]>();
    const none = devices === undefined && (this.#options.devices ?? []).length === 0;
    return { devices: none ? [] : this.#select(devices ?? 'all'), warnings: [], source: 'devices.yaml', groups };
  }

  judge(command: CommandInput): readonly Judgement[] {
    return toCommands(command).map(({ text }) =>
      text.startsWith('show ')
        ? { verdict: 'read', allowed: true, approvable: false, reason: 'it reads' }
        : { verdict: 'write', allowed: false, approvable: true, reason: 'it does not begin with show' },
    );
  }

  explain(line: string, target: GuardTarget): Explanation {
    return wholeGuard.explain(line, target, null);
  }

  async trust(device: Device): Promise<TrustAnswer> {
    return { device: device.name, ok: true, detail: 'SHA256:fake' };
  }

  async checkDevice(): Promise<Failure | null> {
    return null;
  }

  /** The graces that were given, in order; the test ends what runs. */
  readonly drains: number[] = [];

  async drain(graceMs: number): Promise<void> {
    this.drains.push(graceMs);
    if (graceMs === 0) for (const run of this.activeRuns()) run.cancel('rollcall is shutting down');
    await Promise.all(this.activeRuns().map((run) => run.ended));
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
