import { ulid } from 'ulid';
import { pause, startDeadline, untilAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { PlanHistory, PlanListing } from '../../history/plan-history.ts';
import type { RunLog } from '../../history/run-history.ts';
import { unknownRun } from '../../history/run-id.ts';
import type { Owner } from '../../model/event.ts';
import { instant } from '../../model/instant.ts';
import type { PlanEvent, PlanStarted } from '../../model/plan-event.ts';
import type { PlanRequest } from '../../model/plan-request.ts';
import { foldPlan } from '../../result/plan-fold.ts';
import type { PlanView } from '../../result/plan-view.ts';
import type { WorkWatch } from '../create-work-watch.ts';
import type { CancelAnswer, Rollcall } from '../rollcall.ts';
import type { RunCallbacks } from '../run-callbacks.ts';
import { checkSteps } from './check-steps.ts';
import { LivePlan } from './live-plan.ts';
import { parsePlan } from './parse-plan.ts';
import { PlanExecution } from './plan-execution.ts';
import type { ActivePlan, PlanOptions, Plans, StepRuns } from './plans.ts';
import type { StepAsker } from './step-context.ts';

export interface PlannerPorts {
  /** What a caller without limits may do. */
  readonly runs: StepRuns & Pick<Rollcall, 'recordRefusal'>;
  readonly clock: Clock;
  readonly history: PlanHistory;
  readonly owner: Owner;
  readonly ownerAlive: (owner: Owner) => boolean;
  readonly logger: Logger;
  readonly callbacks: RunCallbacks;
  readonly watch: Pick<WorkWatch, 'followPlan'>;
  readonly maxJobs: number;
}

/** Plans of this process, and those that others have left. */
export interface Planner extends Plans {
  activePlans(): readonly ActivePlan[];
  /** Newest first. */
  list(limit: number): Promise<readonly (PlanListing & { readonly state: PlanView['state'] })[]>;
  /** Null where the id is no plan's. */
  cancel(planId: string): Promise<CancelAnswer | null>;
  /** Resolves when the plan ended, or the time is over, or the signal aborted; false where the id is no plan's. */
  wait(planId: string, waitMs: number, signal: AbortSignal): Promise<boolean>;
  /** Takes no new plan, and begins no further step. */
  drain(): void;
  /** Resolves when what has happened so far was handed to the system, or cannot be. Never rejects. */
  flushed(): Promise<void>;
  /** Cancels every plan, and resolves when all have ended. */
  close(): Promise<void>;
}

interface Running {
  readonly plan: LivePlan;
  readonly execution: PlanExecution;
  readonly log: RunLog<PlanEvent>;
}

const unrecordedKept = 8;

/** How often another process's plan is looked at while someone waits for it. */
const lookEveryMs = 500;

export function createPlanner(ports: PlannerPorts): Planner {
  const { history, clock, logger, callbacks, maxJobs } = ports;
  const running = new Map<string, Running>();
  /** Ended ones whose log could not be written: a full disk must not make them vanish, nor fill the memory. */
  const unrecorded = new Map<string, LivePlan>();
  /** Plans that were let in and do not run yet. */
  const starting = new Set<Promise<unknown>>();
  let closing = false;

  async function startPlan(request: unknown, options: PlanOptions): Promise<ActivePlan> {
    const { onEvent, caller } = options;
    const asker = askerOf(options);
    const { steps, webhook = null } = parsePlan(request, []);
    const target = await callbacks.accept(webhook);
    const { devices, warnings } = await checkSteps(steps, asker, maxJobs);
    if (closing) throw closed();
    const planId = ulid(clock.now());
    const started: PlanStarted = {
      type: 'plan-started',
      time: instant(clock.now()),
      plan_id: planId,
      steps: [...steps],
      devices: [...devices],
      warnings: [...warnings],
      owner: ports.owner,
      token: caller.token,
    };
    const log = await history.open(planId);
    log.append(started);
    const plan = new LivePlan(started);
    const execution = new PlanExecution(plan, { clock, maxJobs });
    running.set(planId, { plan, execution, log });
    ports.watch.followPlan(plan.ended);
    plan.subscribe((event) => log.append(event));
    if (onEvent !== undefined) {
      onEvent(started);
      plan.subscribe(onEvent);
    }
    if (target !== null) plan.subscribe((event) => callbacks.stepEvent(plan.view, event, target, caller));
    execution.add(steps, asker);
    if (closing) execution.beginNoMore('rollcall is shutting down');
    void carryOut({ plan, execution, log }, () => callbacks.planEnded(plan.view, target, caller));
    return plan;
  }

  const askerOf = ({ caller, runs = ports.runs }: PlanOptions): StepAsker => ({ caller, runs });

  /** Never rejects: a plan that nobody waits for must not take the process down. */
  async function carryOut({ plan, execution, log }: Running, tellEnd: () => void): Promise<void> {
    const cancelRequest = history.watchCancel(plan.planId, () => plan.cancel('cancelled from another process'));
    try {
      await execution.run();
      // A cancel that came when every step had ended changed nothing.
      const cut = execution.cut && plan.view.steps().some(({ state }) => state === 'cancelled');
      plan.emit({ type: 'plan-finished', time: instant(clock.now()), state: cut ? 'cancelled' : 'finished' });
      await log.close();
    } catch (thrown) {
      logger.error({ plan: plan.planId, err: thrown }, 'the history of this plan is incomplete');
      const text = `the history of this plan is incomplete, so it can be read in this process only: ${RollcallError.from(thrown).message}`;
      plan.emit({ type: 'plan-warning', time: instant(clock.now()), text });
      keepUnrecorded(plan);
    } finally {
      cancelRequest.close();
      running.delete(plan.planId);
      tellEnd();
      plan.end();
    }
  }

  function keepUnrecorded(plan: LivePlan): void {
    unrecorded.set(plan.planId, plan);
    const [oldest] = unrecorded.keys();
    if (unrecorded.size > unrecordedKept && oldest !== undefined) unrecorded.delete(oldest);
  }

  /** Its end waits for what has begun to start. */
  async function admitted<T>(work: Promise<T>): Promise<T> {
    starting.add(work);
    try {
      return await work;
    } finally {
      starting.delete(work);
    }
  }

  async function extendPlan(planId: string, request: unknown, options: PlanOptions): Promise<ActivePlan> {
    const asker = askerOf(options);
    const here = running.get(planId);
    if (here === undefined) throw await notExtendable(planId);
    if (closing) throw closed();
    const known = () => here.plan.view.steps().map(({ step }) => step);
    const { devices, warnings } = await checkSteps(parsePlan(request, known()).steps, asker, maxJobs);
    // Meanwhile the plan may have ended, or been extended by someone else.
    if (here.execution.over) throw await notExtendable(planId);
    const { steps } = parsePlan(request, known());
    const time = instant(clock.now());
    here.plan.emit({ type: 'plan-extended', time, steps: [...steps], devices: [...devices] });
    for (const text of warnings) here.plan.emit({ type: 'plan-warning', time, text });
    here.execution.add(steps, asker);
    here.execution.pump();
    return here.plan;
  }

  async function notExtendable(planId: string): Promise<RollcallError> {
    const view = await readPlan(planId);
    if (view === null) return unknownRun(planId);
    const why =
      view.state === 'running' ? 'is run by another rollcall process, or is just ending' : `has ended (${view.state})`;
    return new RollcallError('bad_request', `plan ${planId} ${why}; nothing was added`, {
      phase: 'request',
      hint: 'start another plan with the new steps (execute_plan, rollcall plan); what this one found, get_run shows',
    });
  }

  async function readPlan(planId: string): Promise<PlanView | null> {
    const live = running.get(planId)?.plan ?? unrecorded.get(planId);
    if (live !== undefined) return live.view;
    const events = await history.read(planId);
    const [first] = events ?? [];
    if (events === null || first === undefined) return null;
    if (first.type !== 'plan-started' || alive(first.owner)) return foldPlan(events, { ownerAlive: true });
    // Its end may have been written between the look at the log and the look at the process.
    return foldPlan((await history.read(planId)) ?? events, { ownerAlive: false });
  }

  /** A plan of this process that is not running here has ended, whatever its log could still take. */
  function alive(owner: Owner): boolean {
    const own = ports.owner;
    const ours = owner.host === own.host && owner.pid === own.pid && owner.process_start === own.process_start;
    return !ours && ports.ownerAlive(owner);
  }

  const listed = (listing: PlanListing): PlanView['state'] =>
    running.get(listing.planId)?.plan.view.state ??
    listing.ended ??
    (alive(listing.started.owner) ? 'running' : 'interrupted');

  /** A plan that is refused has no run that would be in the audit log. */
  async function onRecord<T>(
    request: Pick<PlanRequest, 'steps'>,
    { caller }: PlanOptions,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      const asked = { devices: 'of a plan', command: JSON.stringify(request.steps) ?? '' };
      await ports.runs.recordRefusal(asked, caller, thrown);
      throw thrown;
    }
  }

  return {
    startPlan: (request, options) => onRecord(request, options, () => admitted(startPlan(request, options))),
    extendPlan: (planId, request, options) => onRecord(request, options, () => extendPlan(planId, request, options)),
    readPlan,
    activePlan: (planId) => running.get(planId)?.plan,
    activePlans: () => [...running.values()].map(({ plan }) => plan),
    async list(limit) {
      return (await history.list(limit)).map((listing) => ({ ...listing, state: listed(listing) }));
    },
    async cancel(planId) {
      const here = running.get(planId);
      if (here !== undefined) {
        here.plan.cancel('cancelled on request');
        return { result: 'cancelled' };
      }
      const view = await readPlan(planId);
      if (view === null) return null;
      if (view.state !== 'running') return { result: 'ended' };
      await history.requestCancel(planId);
      return { result: 'requested' };
    },
    async wait(planId, waitMs, signal) {
      const deadline = startDeadline(signal, waitMs, clock, () => new RollcallError('cancelled', 'the wait is over'));
      try {
        const here = running.get(planId);
        if (here !== undefined) await untilAborted(here.plan.ended, deadline.signal);
        for (let view = await readPlan(planId); view?.state === 'running'; view = await readPlan(planId)) {
          await pause(lookEveryMs, clock, deadline.signal);
        }
        return (await readPlan(planId)) !== null;
      } catch (thrown) {
        if (!deadline.signal.aborted) throw thrown;
        return true;
      } finally {
        deadline.clear();
      }
    },
    drain() {
      closing = true;
      for (const { execution } of running.values()) execution.beginNoMore('rollcall is shutting down');
    },
    async flushed() {
      await Promise.allSettled([...running.values()].map(({ log }) => log.flushed()));
    },
    async close() {
      closing = true;
      await Promise.allSettled(starting);
      const plans = [...running.values()].map(({ plan }) => plan);
      for (const plan of plans) plan.cancel('rollcall is closing');
      await Promise.all(plans.map((plan) => plan.ended));
    },
  };
}

const closed = (): RollcallError =>
  new RollcallError('shutting_down', 'rollcall is shutting down: it takes no new plan or step, and nothing was sent', {
    phase: 'request',
    hint: 'ask again when it has been started anew',
  });
