import { RollcallError } from '../base/rollcall-error.ts';
import type { Owner } from '../model/event.ts';
import type { PlanEvent, PlanStarted } from '../model/plan-event.ts';
import type { PlanStep } from '../model/plan-step.ts';
import type { RunState } from '../model/run-document.ts';
import { expandNames } from '../model/selector/expand-names.ts';
import type { PlanView, StepView } from './plan-view.ts';

const open: ReadonlySet<StepView['state']> = new Set(['waiting', 'running']);

/** The account of a plan, kept by folding its events one by one. */
export class PlanFold implements PlanView {
  readonly planId: string;
  readonly startTime: string;
  readonly owner: Owner;
  readonly token: string | null;
  readonly warnings: string[];
  readonly #steps = new Map<string, StepView>();
  readonly #devices: Set<string>;
  #state: RunState = 'running';
  #endTime: string | null = null;
  /** The last sign of life: all an interrupted plan has for an end. */
  #lastTime: string;

  private constructor(event: PlanStarted) {
    this.planId = event.plan_id;
    this.startTime = event.time;
    this.owner = event.owner;
    this.token = event.token;
    this.warnings = [...event.warnings];
    this.#devices = new Set(event.devices);
    this.#lastTime = event.time;
    this.#add(event.steps);
  }

  static start(event: PlanStarted): PlanFold {
    return new PlanFold(event);
  }

  get state(): RunState {
    return this.#state;
  }

  get endTime(): string | null {
    return this.#endTime;
  }

  get devices(): readonly string[] {
    return [...this.#devices];
  }

  steps(): readonly StepView[] {
    const ended = (id: string): boolean => !open.has(this.#steps.get(id)?.state ?? 'skipped');
    return [...this.#steps.values()].map((view) =>
      view.state === 'waiting' ? { ...view, waitsFor: view.waitsFor.filter((id) => !ended(id)) } : view,
    );
  }

  /** Never throws: an event of a step that is not there, or has ended, is ignored. */
  apply(event: PlanEvent): void {
    // Only a warning may come after the end: that the plan could not be recorded is known no sooner.
    if (this.#state !== 'running' && event.type !== 'plan-warning') return;
    this.#lastTime = event.time;
    switch (event.type) {
      case 'plan-started':
        return;
      case 'plan-extended':
        this.#add(event.steps);
        for (const name of event.devices) this.#devices.add(name);
        return;
      case 'plan-warning':
        this.warnings.push(event.text);
        return;
      case 'plan-finished':
        this.#state = event.state;
        this.#endTime = event.time;
        return;
      default:
        this.#applyToStep(event);
    }
  }

  /** The process that ran it is gone: what had not ended is interrupted. A no-op on an ended plan. */
  interrupted(): void {
    if (this.#state !== 'running') return;
    for (const [id, view] of this.#steps) {
      if (!open.has(view.state)) continue;
      const reason = { code: 'interrupted', text: `rollcall ended while the step was ${view.state}` };
      this.#steps.set(id, { ...view, state: 'interrupted', endTime: this.#lastTime, reason });
    }
    this.#state = 'interrupted';
    this.#endTime = this.#lastTime;
  }

  #applyToStep(event: Extract<PlanEvent, { step: string }>): void {
    const view = this.#steps.get(event.step);
    if (view === undefined || !open.has(view.state)) return;
    this.#steps.set(event.step, stepAfter(view, event));
    if (event.type !== 'step-started' && event.type !== 'step-run') return;
    for (const name of expandNames(event.devices)) this.#devices.add(name);
  }

  #add(steps: readonly PlanStep[]): void {
    for (const step of steps) this.#steps.set(step.id, waiting(step));
  }
}

function waiting(step: PlanStep): StepView {
  const over =
    step.for_each === undefined ? [] : [typeof step.for_each === 'string' ? step.for_each : step.for_each.step];
  return {
    step,
    state: 'waiting',
    waitsFor: [...new Set([...[step.depends_on ?? []].flat(), ...over])],
    ...{ startTime: null, endTime: null, devices: null, count: 0, jobs: 0, leftOut: [], refused: [], refusedCount: 0 },
    ...{ waves: null, runs: [], end: null, reason: null },
  };
}

function stepAfter(view: StepView, event: Extract<PlanEvent, { step: string }>): StepView {
  switch (event.type) {
    case 'step-started':
      return {
        ...view,
        state: 'running',
        waitsFor: [],
        startTime: event.time,
        devices: event.devices,
        count: event.count,
        jobs: event.jobs,
        leftOut: event.left_out,
        refused: event.refused,
        refusedCount: event.refused_count,
        waves: event.waves ?? null,
      };
    case 'step-run':
      return { ...view, runs: [...view.runs, event] };
    case 'step-finished': {
      const reason = event.reason === undefined ? null : { code: event.state, text: event.reason };
      return { ...view, state: event.state, waitsFor: [], endTime: event.time, end: event, reason };
    }
    case 'step-skipped': {
      const reason = { code: event.code, text: event.reason };
      return { ...view, state: event.state, waitsFor: [], endTime: event.time, leftOut: event.left_out, reason };
    }
  }
}

/**
 * A plan's events as read back. Without a `plan-finished` it is still running if its owner lives, else interrupted.
 * Throws `history_failed` when the log does not begin with `plan-started`.
 */
export function foldPlan(events: readonly PlanEvent[], options: { readonly ownerAlive: boolean }): PlanFold {
  const [first, ...rest] = events;
  if (first?.type !== 'plan-started') {
    throw new RollcallError('history_failed', "the plan's event log has lost its beginning", {
      hint: 'this plan cannot be shown; its runs can: rollcall runs, or the tool list_runs',
    });
  }
  const fold = PlanFold.start(first);
  for (const event of rest) fold.apply(event);
  if (!options.ownerAlive) fold.interrupted();
  return fold;
}
