import { ulid } from 'ulid';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { ByteBudget } from '../base/byte-budget.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Guard } from '../guard/guard.ts';
import type { RunHistory, RunLog } from '../history/run-history.ts';
import type { ApprovalQuestion } from '../model/approval.ts';
import type { Caller } from '../model/caller.ts';
import { toCommands } from '../model/command.ts';
import type { Device } from '../model/device.ts';
import type { Owner } from '../model/event.ts';
import { instant } from '../model/instant.ts';
import type { InventorySource } from '../model/inventory.ts';
import type { TrustAnswer } from '../model/trust-answer.ts';
import type { WebhookTarget } from '../notify/webhooks.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { ConnectionPool } from '../session/connection-pool.ts';
import type { JobRunner } from '../session/job-runner.ts';
import { ApprovalDesk } from './approval-desk.ts';
import {
  approvalOf,
  auditedEnd,
  auditedQuestion,
  auditedRefusal,
  auditedStart,
  withSecretsShown,
  withWebhook,
} from './audit-events.ts';
import { checkOnlyReads, checkResumable } from './check-resumable.ts';
import type { WorkWatch } from './create-work-watch.ts';
import { deviceAsks } from './device-asks.ts';
import { executeRun, type RunParts } from './execute-run.ts';
import { judgeRequest } from './judge-request.ts';
import { LiveRun } from './live-run.ts';
import { type CheckedRequest, parseRequest } from './parse-request.ts';
import type { RunPreview } from './plan/plans.ts';
import type { Runs } from './plan/with-plans.ts';
import { previewOf } from './preview-of.ts';
import { checkReveal, type ReuseTerms, reuseTerms } from './reuse-terms.ts';
import type { ActiveRun, CancelAnswer, StartOptions } from './rollcall.ts';
import type { RunCallbacks } from './run-callbacks.ts';
import { RunReader } from './run-reader.ts';
import { runStartedOf } from './run-started-of.ts';
import { selectedDevices } from './selected-devices.ts';
import { SharedReads } from './shared-reads.ts';
import { ToldEvents } from './told-events.ts';
import { WindDown } from './wind-down.ts';

export interface RollcallPorts {
  readonly inventory: InventorySource;
  readonly guard: Guard;
  readonly history: RunHistory;
  readonly audit: AuditTrail;
  readonly jobs: JobRunner;
  /** One for all runs of the process. */
  readonly scheduler: Scheduler;
  readonly pool: ConnectionPool;
  readonly watch: Pick<WorkWatch, 'follow' | 'followPlan' | 'own' | 'others'>;
  readonly trust: (device: Device, signal: AbortSignal) => Promise<TrustAnswer>;
  readonly owner: Owner;
  readonly ownerAlive: (owner: Owner) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Jobs of one run at once where the request does not say. */
  readonly maxParallel: number;
  /** Whether a person may approve commands that change something (`--allow-changes`). */
  readonly changes: boolean;
  /** Ids nobody can guess. */
  readonly newId: () => string;
  /** A name for all that is replaced in answers: another one where any of it is another. Throws `bad_settings`. */
  readonly redactionId: () => Promise<string>;
  /** Output that all commands of one run may have together. */
  readonly runOutputLimitBytes: number;
  /** One for the runs and the plans of the process. */
  readonly callbacks: RunCallbacks;
}

/** Who asked, and who is told of the end. */
interface Aftermath {
  readonly caller: Caller;
  readonly webhook: WebhookTarget | null;
  /** Resolves when whoever listens has been told of every event. */
  readonly toldAll: () => Promise<void>;
}

/** Ended runs whose log could not be written, kept readable: a full disk must not make answers vanish. */
const unrecordedKept = 8;

/** The use cases over their ports. `close()` ends what it started; the ports stay their maker's. */
export function createRollcall(ports: RollcallPorts): Runs {
  const { inventory, guard, history, audit, pool, clock, logger, callbacks } = ports;
  const live = new Map<string, LiveRun>();
  const unrecorded = new Map<string, LiveRun>();
  const desk = new ApprovalDesk(ports);
  const windDown = new WindDown(live, ports);
  const runPorts = { ...ports, shared: new SharedReads(), live: () => [...live.values()] };
  const reader = new RunReader({
    history,
    clock,
    owner: ports.owner,
    ownerAlive: ports.ownerAlive,
    live: (runId) => live.get(runId) ?? unrecorded.get(runId),
  });

  async function startRun(request: unknown, options: StartOptions): Promise<ActiveRun> {
    const runId = ulid(clock.now());
    return refusalsRecorded(request, options.caller, runId, () => windDown.admit(() => begin(runId, request, options)));
  }

  async function refusalsRecorded<T>(
    request: unknown,
    caller: Caller,
    runId: string,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      // Nothing was sent: what is wrong with the request says more than that its refusal could not be recorded.
      if (RollcallError.from(thrown).code !== 'audit_failed') await recordRefusal(request, caller, thrown, runId);
      throw thrown;
    }
  }

  async function recordRefusal(request: unknown, caller: Caller, thrown: unknown, runId: string): Promise<void> {
    await audit.record(caller, auditedRefusal(request, runId, thrown)).catch(() => {});
  }

  const judged = (checked: CheckedRequest, asker: Pick<StartOptions, 'caller' | 'mayChange'>, hash: string | null) =>
    judgeRequest(checked, asker, hash, ports);

  async function askApproval(request: unknown, options: StartOptions): Promise<ApprovalQuestion | null> {
    // Nothing could be approved: what is wrong with the request, `startRun` says.
    if (!ports.changes || options.mayChange === false || options.resume !== undefined) return null;
    const { caller } = options;
    return refusalsRecorded(request, caller, ulid(clock.now()), async () => {
      windDown.check();
      const checked = parseRequest(request);
      const { toApprove } = (await judged(checked, options, null)).approval;
      if (toApprove === null) return null;
      await audit.record(caller, auditedQuestion(toApprove, checked.commands));
      return desk.ask(toApprove, caller.token);
    });
  }

  async function previewRun(request: unknown, options: Parameters<Runs['previewRun']>[1]): Promise<RunPreview> {
    return previewOf(await judged(parseRequest(request), options, null));
  }

  async function begin(runId: string, request: unknown, options: StartOptions): Promise<ActiveRun> {
    const { caller, onEvent, onRecorded, reveal, approval: answer, plan: partOf } = options;
    const checked = parseRequest(request);
    if (reveal !== undefined) checkReveal(checked, options);
    const { deadlineMs, maxParallel } = checked;
    const resumed = options.resume === undefined ? null : await readResumed(options.resume, checked);
    const approvedHash = answer === undefined ? null : desk.redeem(answer, caller.token);
    const found = await judged(checked, options, approvedHash);
    const { selection, webhook } = found;
    const { plan, denials, judgements } = found.approval;
    if (resumed !== null) checkOnlyReads(resumed.view.runId, judgements);
    const started = runStartedOf(checked, found, {
      ...{ runId, time: instant(clock.now()), owner: ports.owner, plan: partOf },
      redactionId: await ports.redactionId(),
    });
    await ports.jobs.prepare();
    const recorded = auditedStart(started, judgements, approvalOf(answer, approvedHash));
    const entry = withWebhook(recorded, webhook?.origin ?? null);
    await audit.record(caller, reveal === undefined ? entry : withSecretsShown(entry));
    const log = await history.open(runId);
    log.append(started);
    const run = new LiveRun(started, () => log.flushed());
    live.set(run.runId, run);
    windDown.joined(run);
    run.subscribe((event) => log.append(event));
    ports.watch.follow(run, started);
    const told = onRecorded === undefined ? null : new ToldEvents(run.flushed, onRecorded);
    for (const listener of [onEvent, told?.take]) {
      listener?.(started);
      if (listener !== undefined) run.subscribe(listener);
    }
    const parts = {
      ...checked,
      selected: selection.devices,
      plan,
      denials,
      maxParallel: maxParallel ?? ports.maxParallel,
      caller: caller.token ?? caller.surface,
      budget: new ByteBudget(ports.runOutputLimitBytes),
      recorded: run.flushed,
      reveal,
      reuse: reuseTerms(checked, options, resumed),
    };
    if (deadlineMs !== null) run.endAfter(deadlineMs, clock);
    void carryOut(run, parts, log, { caller, webhook, toldAll: async () => told?.settled() });
    return run;
  }

  async function readResumed(runId: string, checked: CheckedRequest): Promise<ReuseTerms['resumed']> {
    const view = await reader.read(runId);
    checkResumable(view, checked);
    return { view, origins: (await history.find(runId)).started.origins ?? [] };
  }

  /** Never rejects: a run that nobody waits for must not take the process down. */
  async function carryOut(
    run: LiveRun,
    parts: RunParts,
    log: RunLog,
    { caller, webhook, toldAll }: Aftermath,
  ): Promise<void> {
    const cancelRequest = history.watchCancel(run.runId, () => run.cancel('cancelled from another process'));
    try {
      await executeRun(run, parts, runPorts);
      await recordEnd(run, caller);
      await log.close();
    } catch (thrown) {
      logger.error({ run: run.runId, err: thrown }, 'the history of this run is incomplete');
      const why = `the history of this run is incomplete, so it can be read in this process only: ${RollcallError.from(thrown).message}`;
      run.emit({ type: 'warning', time: instant(clock.now()), text: why });
      run.recorded = false;
      keepUnrecorded(run);
    } finally {
      cancelRequest.close();
      await toldAll();
      live.delete(run.runId);
      callbacks.runEnded(run.view, webhook, caller);
      run.end();
    }
  }

  /** The run is over: an audit log that fails now cannot take it back, but it is not kept silent. */
  async function recordEnd(run: LiveRun, caller: Caller): Promise<void> {
    try {
      await audit.record(caller, auditedEnd(run.view));
    } catch (thrown) {
      const text = `the end of this run is not in the audit log: ${RollcallError.from(thrown).message}`;
      run.emit({ type: 'warning', time: instant(clock.now()), text });
    }
  }

  async function cancelRun(runId: string, caller: Caller): Promise<CancelAnswer> {
    let result: string = 'failed';
    try {
      const answer = await reader.cancel(runId);
      result = answer.result;
      return answer;
    } finally {
      // Stopping work is never refused for want of a log: the trail itself says what it could not write.
      await audit.record(caller, { type: 'cancel-asked', run_id: runId, result }).catch(() => {});
    }
  }

  function keepUnrecorded(run: LiveRun): void {
    unrecorded.set(run.runId, run);
    const [oldest] = unrecorded.keys();
    if (unrecorded.size > unrecordedKept && oldest !== undefined) unrecorded.delete(oldest);
  }

  async function close(): Promise<void> {
    await windDown.drain(0);
    await Promise.all([pool.close(), callbacks.close()]);
  }

  return {
    startRun,
    askApproval,
    previewRun,
    recordRefusal: (request, caller, thrown) => recordRefusal(request, caller, thrown, ulid(clock.now())),
    recordAccess: (caller, event) => audit.record(caller, event).catch(() => {}),
    activeRun: (runId) => live.get(runId),
    onRunEnded: (listener) => callbacks.onRunEnded(listener),
    activeRuns: () => [...live.values()],
    readRun: (runId) => reader.read(runId),
    readDevice: (runId, device) => reader.readDevice(runId, device),
    waitForRun: (runId, waitMs, signal) => reader.wait(runId, waitMs, signal),
    listRuns: (query) => reader.list(query),
    cancelRun,
    status: async () => ({ own: ports.watch.own(), others: await ports.watch.others() }),
    listDevices: async (devices) => selectedDevices(await inventory.current(), devices),
    judge: (command, target, { token }) => toCommands(command).map(({ text }) => guard.judge(text, target, token)),
    explain: (line, target, { token }) => guard.explain(line, target, token),
    ...deviceAsks(ports),
    async flushed() {
      await Promise.allSettled([...live.values()].map((run) => run.flushed()));
    },
    drain: (graceMs) => windDown.drain(graceMs),
    close,
  };
}
