import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Logger } from '../base/logger.ts';
import type { Caller } from '../model/caller.ts';
import type { PlanEvent } from '../model/plan-event.ts';
import type { WebhookEvent } from '../model/webhook-event.ts';
import type { Webhooks, WebhookTarget } from '../notify/webhooks.ts';
import { planFinished, stepEnded } from '../result/plan-finished.ts';
import type { PlanView } from '../result/plan-view.ts';
import { runFinished } from '../result/run-finished.ts';
import type { RunView } from '../result/run-view.ts';
import type { RunEnd, RunEndListener } from './rollcall.ts';

export interface CallbackPorts {
  readonly webhooks: Webhooks;
  readonly audit: AuditTrail;
  readonly logger: Logger;
}

/** Tells of ends whoever wants to know: listeners in this process, and webhooks. None of it changes a run. */
export class RunCallbacks {
  readonly #ports: CallbackPorts;
  readonly #listeners = new Set<RunEndListener>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(ports: CallbackPorts) {
    this.#ports = ports;
  }

  /** Throws as `Webhooks.accept` does, so that a URL which nothing may go to refuses the request. */
  async accept(url: string | null): Promise<WebhookTarget | null> {
    return url === null ? null : this.#ports.webhooks.accept(url);
  }

  onRunEnded(listener: RunEndListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  runEnded(view: RunView, webhook: WebhookTarget | null, caller: Caller): void {
    this.#listen(view);
    if (webhook !== null) this.tell(webhook, runFinished(view), view.runId, caller);
  }

  /** Tells the webhook of a plan of each step that ends; the event is in the view already. */
  stepEvent(view: PlanView, event: PlanEvent, webhook: WebhookTarget, caller: Caller): void {
    if (event.type !== 'step-finished' && event.type !== 'step-skipped') return;
    const step = view.steps().find((each) => each.step.id === event.step);
    if (step !== undefined) this.tell(webhook, stepEnded(view, step), view.planId, caller);
  }

  planEnded(view: PlanView, webhook: WebhookTarget | null, caller: Caller): void {
    this.#listen({ runId: view.planId });
    if (webhook !== null) this.tell(webhook, planFinished(view), view.planId, caller);
  }

  #listen(end: RunEnd): void {
    for (const listener of this.#listeners) {
      try {
        listener(end);
      } catch (thrown) {
        this.#ports.logger.error({ run: end.runId, err: thrown }, 'a listener to the ends of runs broke');
      }
    }
  }

  /** Tells a webhook of something that belongs to this run or plan, beside everything else, and records what came of it. */
  tell(webhook: WebhookTarget, event: WebhookEvent, runId: string, caller: Caller): void {
    const told = webhook.deliver(event).then((outcome) =>
      this.#ports.audit
        .record(caller, { type: 'webhook-ended', run_id: runId, to: webhook.origin, ...outcome })
        // The run is over, and the delivery too: neither can be taken back.
        .catch(() => {}),
    );
    this.#underWay.add(told);
    void told.then(() => this.#underWay.delete(told));
  }

  /** Gives deliveries under way their last time. */
  async close(): Promise<void> {
    await this.#ports.webhooks.drain();
    await Promise.all(this.#underWay);
    this.#listeners.clear();
  }
}
