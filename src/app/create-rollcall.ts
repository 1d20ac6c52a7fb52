import { ulid } from 'ulid';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { ByteBudget } from '../base/byte-budget.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Approval } from '../guard/approve.ts';
import type { Guard } from '../guard/guard.ts';
import type { RunHistory, RunLog } from '../history/run-history.ts';
import { select } from '../inventory/select.ts';
import type { ApprovalQuestion } from '../model/approval.ts';
import type { Caller } from '../model/caller.ts';
import { toCommands } from '../model/command.ts';
import type { Device } from '../model/device.ts';
import type { Owner, RunStarted } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { instant } from '../model/instant.ts';
import type { Inventory, InventorySource, Selection } from '../model/inventory.ts';
import type { TrustAnswer } from '../model/trust-answer.ts';
import { buildPlan, type LineFor } from '../plan/build-plan.ts';
import { structuredForm } from '../platform/structured-form.ts';
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
} from './audit-events.ts';
import type { WorkWatch } from './create-work-watch.ts';
import { executeRun, type RunParts } from './execute-run.ts';
import { formless } from './formless.ts';
import { LiveRun } from './live-run.ts';
import { maskFacts } from './mask-facts.ts';
import { type CheckedRequest, parseRequest } from './parse-request.ts';
import type { ActiveRun, CancelAnswer, Rollcall, StartOptions } from './rollcall.ts';
import { RunReader } from './run-reader.ts';
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
  readonly watch: Pick<WorkWatch, 'follow' | 'own' | 'others'>;
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
  /** Output that all commands of one run may have together. */
  readonly runOutputLimitBytes: number;
  /** Called when a run has ended and its log is closed. Must not throw. */
  readonly runEnded?: () => void;
}

/** Ended runs whose log could not be written, kept readable: a full disk must not make answers vanish. */
const unrecordedKept = 8;

const noSecrets = (): RollcallError =>
  new RollcallError('bad_request', 'secrets in answers are shown by rollcall run at its terminal only', {
    hint: 'ask without them',
  });

/** The use cases over their ports. `close()` ends what it started; the ports stay their maker's. */
export function createRollcall(ports: RollcallPorts): Rollcall {
  const { inventory, guard, history, audit, pool, clock, logger } = ports;
  const live = new Map<string, LiveRun>();
  const unrecorded = new Map<string, LiveRun>();
  const desk = new ApprovalDesk(ports);
  const windDown = new WindDown(live, ports);
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

  /** From a checked request to what the guard lets pass of it. */
  async function judged(
    { devices, commands, timeoutMs, format }: CheckedRequest,
    { caller, mayChange = true }: StartOptions,
    approvedHash: string | null,
  ): Promise<{ readonly stock: Inventory; readonly selection: Selection; readonly approval: Approval }> {
    const stock = await inventory.current();
    const selection = select(stock, devices);
    const lineFor: LineFor = (command, platform) => structuredForm(command, platform, format) ?? command;
    const changes = !ports.changes ? 'disabled' : mayChange ? 'enabled' : 'not_permitted';
    const terms = { token: caller.token, changes, approvedHash } as const;
    return { stock, selection, approval: guard.approve(buildPlan(selection, commands, timeoutMs, lineFor), terms) };
  }

  async function askApproval(request: unknown, options: StartOptions): Promise<ApprovalQuestion | null> {
    // Nothing could be approved: what is wrong with the request, `startRun` says.
    if (!ports.changes || options.mayChange === false) return null;
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

  async function begin(runId: string, request: unknown, options: StartOptions): Promise<ActiveRun> {
    const { caller, onEvent, reveal, approval: answer } = options;
    if (reveal !== undefined && caller.surface !== 'cli') throw noSecrets();
    const checked = parseRequest(request);
    const { commands, deadlineMs, maxParallel, format } = checked;
    const approvedHash = answer === undefined ? null : desk.redeem(answer, caller.token);
    const { stock, selection, approval } = await judged(checked, options, approvedHash);
    const { plan, denials, judgements } = approval;
    const started: RunStarted = {
      type: 'run-started',
      time: instant(clock.now()),
      run_id: runId,
      devices: selection.devices.map((each) => each.name),
      commands: commands.map(({ text, label }) => ({ text, label })),
      warnings: [...stock.warnings, ...selection.warnings, ...formless(selection, format)],
      ...(format !== 'text' && { format }),
      owner: ports.owner,
      ...maskFacts(selection.devices),
    };
    await ports.jobs.prepare();
    const entry = auditedStart(started, judgements, approvalOf(answer, approvedHash));
    await audit.record(caller, reveal === undefined ? entry : withSecretsShown(entry));
    const log = await history.open(runId);
    log.append(started);
    const run = new LiveRun(started, () => log.flushed());
    live.set(run.runId, run);
    windDown.joined(run);
    run.subscribe((event) => log.append(event));
    ports.watch.follow(run, started);
    const told = onEvent === undefined ? null : new ToldEvents(run.flushed, onEvent);
    told?.take(started);
    if (told !== null) run.subscribe(told.take);
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
    };
    if (deadlineMs !== null) run.endAfter(deadlineMs, clock);
    void carryOut(run, parts, log, caller, async () => told?.settled());
    return run;
  }

  /** Never rejects: a run that nobody waits for must not take the process down. */
  async function carryOut(
    run: LiveRun,
    parts: RunParts,
    log: RunLog,
    caller: Caller,
    toldAll: () => Promise<void>,
  ): Promise<void> {
    const cancelRequest = history.watchCancel(run.runId, () => run.cancel('cancelled from another process'));
    try {
      await executeRun(run, parts, ports);
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
      run.end();
      ports.runEnded?.();
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

  async function trust(device: Device, signal: AbortSignal, caller: Caller): Promise<TrustAnswer> {
    await audit.record(caller, { type: 'trust-asked', device: device.name });
    const answer = await ports.trust(device, signal);
    const { ok, detail } = answer;
    await audit.record(caller, { type: 'host-key-trusted', device: device.name, ok, detail });
    return answer;
  }

  function keepUnrecorded(run: LiveRun): void {
    unrecorded.set(run.runId, run);
    const [oldest] = unrecorded.keys();
    if (unrecorded.size > unrecordedKept && oldest !== undefined) unrecorded.delete(oldest);
  }

  async function checkDevice(device: Device, signal: AbortSignal): Promise<Failure | null> {
    const answer = await pool.lease(device, { signal, onDialStart: () => {} });
    if (!answer.ok) return answer.failure;
    answer.lease.release();
    return null;
  }

  async function close(): Promise<void> {
    await windDown.drain(0);
    await pool.close();
  }

  return {
    startRun,
    askApproval,
    recordRefusal: (request, caller, thrown) => recordRefusal(request, caller, thrown, ulid(clock.now())),
    recordAccess: (caller, event) => audit.record(caller, event).catch(() => {}),
    activeRun: (runId) => live.get(runId),
    activeRuns: () => [...live.values()],
    readRun: (runId) => reader.read(runId),
    readDevice: (runId, device) => reader.readDevice(runId, device),
    waitForRun: (runId, waitMs, signal) => reader.wait(runId, waitMs, signal),
    listRuns: (query) => reader.list(query),
    cancelRun,
    status: async () => ({ own: ports.watch.own(), others: await ports.watch.others() }),
    async listDevices(devices) {
      const stock = await inventory.current();
      const selection =
        devices === undefined
          ? {
              devices: [...stock.devices.values()].map((device) => ({
                known: true as const,
                name: device.name,
                device,
              })),
              warnings: [],
            }
          : select(stock, devices);
      const warnings = [...stock.warnings, ...selection.warnings];
      return { devices: selection.devices, warnings, source: stock.source, groups: stock.groups };
    },
    judge: (command, target, { token }) => toCommands(command).map(({ text }) => guard.judge(text, target, token)),
    explain: (line, target, { token }) => guard.explain(line, target, token),
    trust,
    checkDevice,
    async flushed() {
      await Promise.allSettled([...live.values()].map((run) => run.flushed()));
    },
    drain: (graceMs) => windDown.drain(graceMs),
    close,
  };
}
