import { setMaxListeners } from 'node:events';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { PlanEvent, PlanListener, PlanStarted } from '../../model/plan-event.ts';
import { PlanFold } from '../../result/plan-fold.ts';
import type { ActivePlan } from './plans.ts';

/** A plan under way in this process: one stream of events, folded, then handed to whoever listens. */
export class LivePlan implements ActivePlan {
  readonly planId: string;
  readonly view: PlanFold;
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<PlanListener>();
  #markEnded: () => void = () => {};

  constructor(started: PlanStarted) {
    this.planId = started.plan_id;
    this.view = PlanFold.start(started);
    // Every run of every step follows this signal; Node.js would take the eleventh for a leak.
    setMaxListeners(0, this.#controller.signal);
    this.ended = new Promise((resolve) => {
      this.#markEnded = resolve;
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly emit = (event: PlanEvent): void => {
    this.view.apply(event);
    for (const listener of this.#listeners) listener(event);
  };

  subscribe(listener: PlanListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cancel(why: string): void {
    this.#controller.abort(new RollcallError('cancelled', why, { hint: 'what its runs had answered by then is kept' }));
  }

  /** Everything is on disk; nothing more will be emitted. */
  end(): void {
    this.#listeners.clear();
    this.#markEnded();
  }
}
