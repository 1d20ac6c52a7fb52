import type { WebhookEvent } from '../model/webhook-event.ts';

/** What came of telling someone. */
export interface Delivery {
  readonly delivered: boolean;
  /** Requests that were made. */
  readonly attempts: number;
  /** How it ended, in words. They name neither the path of the URL, which may be a secret, nor any key. */
  readonly detail: string;
}

/** A place that may be told, with the key that signs. */
export interface WebhookTarget {
  /** Scheme, host and port, and nothing that follows. */
  readonly origin: string;
  /** Resolves when the event has arrived, or when there is no hope left that it will. Never rejects. */
  deliver(event: WebhookEvent): Promise<Delivery>;
}

/** Tells others over HTTP, signed as the Standard Webhooks specification says. */
export interface Webhooks {
  /** Throws `bad_request` for a URL that nothing may be sent to, `bad_settings` where there is no usable key. */
  accept(url: string): Promise<WebhookTarget>;
  /** Gives the deliveries under way a last time, then gives them up. From then on nothing is sent. Idempotent. */
  drain(): Promise<void>;
}
