import { lookup } from 'node:dns/promises';
import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { pause, startDeadline } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Secret } from '../base/secret.ts';
import type { WebhookEvent } from '../model/webhook-event.ts';
import { checkWebhookUrl, type WebhookRules } from './check-webhook-url.ts';
import type { PostAnswer, ResolveHost } from './post-once.ts';
import { webhookKey, webhookSignature } from './webhook-key.ts';
import type { Delivery, Webhooks } from './webhooks.ts';

export interface WebhooksOptions extends WebhookRules {
  /** Reads the secret `whsec_…`; null where the settings name none. */
  readonly readSecret: (() => Promise<Secret>) | null;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long `drain` waits for what is under way. */
  readonly lastTimeMs: number;
  readonly resolve?: ResolveHost | undefined;
  readonly ca?: string | undefined;
  /** From 0 to 1, for the jitter. */
  readonly random?: (() => number) | undefined;
}

const attemptMs = 10_000;
const maxAttempts = 5;

/** Before the second attempt; before each further one twice as long. Half of it is left to chance. */
const firstPauseMs = 1_000;

/** Requests at once: a receiver that hangs holds up no more than these, and each only for its time. */
const atOnce = 8;

/** Lookups at once: each holds one of libuv's 4 threads until the system gives up, and nobody can shorten that. */
const lookupsAtOnce = 2;

/** Events that have not arrived yet. More than that is a receiver that is gone, and memory has an end. */
const maxWaiting = 1_000;

const systemResolve: ResolveHost = (host) => lookup(host, { all: true });

/** Nothing goes anywhere that the settings do not name. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { clock, logger, readSecret, lastTimeMs, resolve = systemResolve, random = Math.random } = options;
  const requests = pLimit(atOnce);
  const lookups = pLimit(lookupsAtOnce);
  const closing = new AbortController();
  // Every delivery that waits listens; Node.js would take the eleventh for a leak.
  setMaxListeners(0, closing.signal);
  const underWay = new Set<Promise<Delivery>>();
  let drained: Promise<void> | null = null;

  async function accept(text: string): ReturnType<Webhooks['accept']> {
    const url = checkWebhookUrl(text, options);
    const secret = await readKey(readSecret);
    return {
      origin: url.origin,
      deliver(event) {
        if (underWay.size >= maxWaiting) return notEven(`${maxWaiting} webhooks are waiting already`);
        if (closing.signal.aborted) return notEven('rollcall has ended');
        const delivery = deliver(url, secret, event);
        underWay.add(delivery);
        void delivery.then((outcome) => {
          underWay.delete(delivery);
          if (!outcome.delivered)
            logger.warn({ event: event.id, to: url.origin, ...outcome }, 'a webhook did not arrive');
        });
        return delivery;
      },
    };
  }

  async function deliver(url: URL, secret: Secret, event: WebhookEvent): Promise<Delivery> {
    const body = JSON.stringify(event);
    for (let attempt = 1; ; attempt += 1) {
      const { result, detail } = await requests(() => post(url, secret, event.id, body));
      if (result !== 'again') return { delivered: result === 'delivered', attempts: attempt, detail };
      if (closing.signal.aborted) return { delivered: false, attempts: attempt, detail: `given up: ${detail}` };
      if (attempt === maxAttempts) return { delivered: false, attempts: attempt, detail };
      logger.info({ event: event.id, to: url.origin, attempt, detail }, 'a webhook is tried again');
      try {
        await pause(firstPauseMs * 2 ** (attempt - 1) * (0.5 + random()), clock, closing.signal);
      } catch {
        return { delivered: false, attempts: attempt, detail: `given up, because rollcall ends: ${detail}` };
      }
    }
  }

  async function post(url: URL, secret: Secret, id: string, body: string): Promise<PostAnswer> {
    // Node.js takes a while to load HTTP and TLS, and most commands tell nobody anything.
    const { postOnce } = await import('./post-once.ts');
    const deadline = startDeadline(
      closing.signal,
      attemptMs,
      clock,
      () => new RollcallError('cancelled', `no answer within ${attemptMs / 1_000} s`),
    );
    const timestampS = Math.floor(clock.now() / 1_000);
    const headers = {
      'content-type': 'application/json',
      'user-agent': `rollcall/${options.version}`,
      'webhook-id': id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': webhookSignature(secret, id, timestampS, body),
    };
    try {
      return await postOnce(
        { url, body, headers },
        {
          resolve: (host) => lookups(() => resolve(host)),
          allowPrivate: options.allowPrivate,
          ca: options.ca,
          signal: deadline.signal,
        },
      );
    } finally {
      deadline.clear();
    }
  }

  async function settle(): Promise<void> {
    const ends = new RollcallError('cancelled', 'rollcall ended before an answer came');
    const timer = clock.after(lastTimeMs, () => closing.abort(ends));
    while (underWay.size > 0) await Promise.all(underWay);
    timer.cancel();
    closing.abort(ends);
  }

  return {
    accept,
    drain() {
      drained ??= settle();
      return drained;
    },
  };
}

async function readKey(readSecret: WebhooksOptions['readSecret']): Promise<Secret> {
  if (readSecret === null) {
    throw badSecret(
      'no secret to sign webhooks with is named in the settings',
      'set webhook_secret_file or webhook_secret_env',
    );
  }
  try {
    return webhookKey(await readSecret());
  } catch (thrown) {
    const { code, message } = RollcallError.from(thrown);
    if (code === 'bad_settings') throw thrown;
    throw badSecret(`the webhook secret: ${message}`, 'check webhook_secret_file and webhook_secret_env');
  }
}

const badSecret = (message: string, hint: string): RollcallError =>
  new RollcallError('bad_settings', message, { hint: `${hint} (docs/callbacks.md)`, phase: 'request' });

const notEven = (detail: string): Promise<Delivery> => Promise.resolve({ delivered: false, attempts: 0, detail });
