import { setMaxListeners } from 'node:events';
import { onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { Semaphore } from '../../base/semaphore.ts';
import { instant } from '../../model/instant.ts';
import type { PlanStep } from '../../model/plan-step.ts';
import { parentsOf } from '../../plan/step-parents.ts';
import type { LivePlan } from './live-plan.ts';
import { runStep, type StepEnd } from './run-step.ts';
import type { StepAsker, StepContext } from './step-context.ts';
import { noRecord } from './step-result.ts';

/** Runs of one plan at once: each has an open log and a watch, and an expansion may come to thousands. */
const runsAtOnce = 32;

export interface ExecutionParts {
  readonly clock: Clock;
  /** Results (device × command) that all steps may come to together. */
  readonly maxJobs: number;
}

interface Waiting {
  readonly step: PlanStep;
  readonly asker: StepAsker;
}

/** Runs the steps of one plan, each as soon as those before it have ended, until none is left. */
export class PlanExecution {
  readonly #plan: LivePlan;
  readonly #parts: ExecutionParts;
  readonly #places = new Semaphore(runsAtOnce);
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Map<string, PlanStep>();
  readonly #ended = new Map<string, StepEnd & { readonly step: PlanStep }>();
  /** Aborts with the plan, and when a step stops everything. */
  readonly #stop = new AbortController();
  /** Why no further step begins; null where they do. */
  #noMore: string | null = null;
  #jobs = 0;
  #resolve: () => void = () => {};
  readonly #done = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  constructor(plan: LivePlan, parts: ExecutionParts) {
    this.#plan = plan;
    this.#parts = parts;
    setMaxListeners(0, this.#stop.signal);
  }

  /** Steps that are checked already. Throws `bad_request` where the plan has ended or is about to. */
  add(steps: readonly PlanStep[], asker: StepAsker): void {
    for (const step of steps) this.#waiting.set(step.id, { step, asker });
  }

  /** Whether nothing more can be added. */
  get over(): boolean {
    return this.#noMore !== null || this.#stop.signal.aborted || (this.#waiting.size === 0 && this.#running.size === 0);
  }

  /** Steps that wait are cancelled; those that run go on to their end. */
  beginNoMore(why: string): void {
    this.#noMore ??= why;
    this.pump();
  }

  /** Whether it was ended before its steps were. */
  get cut(): boolean {
    return this.#noMore !== null || this.#plan.signal.aborted;
  }

  /** Resolves when every step has ended. Never rejects. */
  async run(): Promise<void> {
    const unlink = onAbort(this.#plan.signal, () => {
      this.#stop.abort(this.#plan.signal.reason);
      this.pump();
    });
    this.pump();
    await this.#done;
    unlink();
  }

  /** Begins what can begin, and ends what cannot begin any more. */
  pump(): void {
    let changed = true;
    while (changed) {
      changed = false;
      for (const [id, waiting] of this.#waiting) {
        const why = this.#whyNot(waiting.step);
        if (why === 'wait') continue;
        this.#waiting.delete(id);
        changed = true;
        if (why === null) this.#begin(waiting);
        else this.#cancel(waiting.step, why);
      }
    }
    if (this.#waiting.size === 0 && this.#running.size === 0) this.#resolve();
  }

  /** Null: it can begin now. */
  #whyNot(step: PlanStep): 'wait' | { readonly code: string; readonly reason: string } | null {
    if (this.#stop.signal.aborted) {
      return { code: 'cancelled', reason: RollcallError.from(this.#stop.signal.reason).message };
    }
    if (this.#noMore !== null) return { code: 'cancelled', reason: this.#noMore };
    let wait = false;
    for (const id of parentsOf(step)) {
      const parent = this.#ended.get(id);
      if (parent === undefined) wait = true;
      else if (parent.state === 'cancelled') return { code: 'parent_cancelled', reason: `step ${id} was cancelled` };
      else if (parent.state === 'failed' && (parent.step.on_failure ?? 'stop') !== 'continue') {
        return { code: 'parent_failed', reason: `step ${id} has failed` };
      }
    }
    return wait ? 'wait' : null;
  }

  #begin({ step, asker: { caller, runs } }: Waiting): void {
    this.#running.set(step.id, step);
    const context: StepContext = {
      planId: this.#plan.planId,
      step,
      caller,
      runs,
      clock: this.#parts.clock,
      emit: this.#plan.emit,
      signal: this.#stop.signal,
      places: this.#places,
      reserve: (jobs) => this.#reserve(jobs),
      recordOf: (id) => this.#ended.get(id)?.record ?? noRecord,
    };
    void runStep(context).then((end) => {
      this.#running.delete(step.id);
      this.#ended.set(step.id, { ...end, step });
      if (end.state === 'failed' && step.on_failure === 'stop_all') {
        this.#stop.abort(new RollcallError('cancelled', `step ${step.id} has failed, and on_failure is stop_all`));
      }
      this.pump();
    });
  }

  #cancel(step: PlanStep, { code, reason }: { readonly code: string; readonly reason: string }): void {
    const time = instant(this.#parts.clock.now());
    this.#plan.emit({ type: 'step-skipped', time, step: step.id, state: 'cancelled', code, reason, left_out: [] });
    this.#ended.set(step.id, { state: 'cancelled', record: noRecord, step });
  }

  #reserve(jobs: number): string | null {
    const { maxJobs } = this.#parts;
    if (this.#jobs + jobs > maxJobs) {
      const before = this.#jobs === 0 ? '' : `, and the steps before it came to ${this.#jobs}`;
      return `it comes to ${jobs} jobs (device × command)${before}; a plan may come to ${maxJobs} (setting plan_jobs): nothing of it was sent`;
    }
    this.#jobs += jobs;
    return null;
  }
}
