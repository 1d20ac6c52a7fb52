import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { startDeadline } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { fetchJson } from './fetch-json.ts';
import { discoveryUrls, isTrustworthy } from './issuer-url.ts';

/** How long keys are used without asking again: a key that the issuer withdraws is good for this long at most. */
const freshMs = 600_000;

/** An unknown key id makes it ask at once, but no more often than this: anyone may name any key id. */
const reloadEveryMs = 30_000;

/** After a failure it waits this long before it asks again. */
export const retryAfterMs = 5_000;

/** For the metadata and the key set together. */
const timeoutMs = 5_000;

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** The issuer's keys could not be had. */
export class IssuerUnavailable extends Error {}

export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The public keys of an issuer, found through its metadata and kept for a while. One request at a time. */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  readonly #closing = new AbortController();
  #loaded: { readonly keys: JWTVerifyGetKey; readonly at: number } | null = null;
  #failed: { readonly error: IssuerUnavailable; readonly at: number } | null = null;
  #loading: Promise<JWTVerifyGetKey> | null = null;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /** The key that a token's header names. Rejects with `IssuerUnavailable`, or as jose does where there is none. */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    const keys = this.#isWithin(this.#loaded, freshMs) ? this.#loaded.keys : await this.load();
    try {
      return await keys(header, token);
    } catch (thrown) {
      if (!(thrown instanceof errors.JWKSNoMatchingKey) || this.#isWithin(this.#loaded, reloadEveryMs)) throw thrown;
      return (await this.load())(header, token);
    }
  };

  /** Asks the issuer. Rejects with `IssuerUnavailable`. */
  load(): Promise<JWTVerifyGetKey> {
    if (this.#isWithin(this.#failed, retryAfterMs)) return Promise.reject(this.#failed.error);
    this.#loading ??= this.#ask().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  close(): void {
    this.#closing.abort(new RollcallError('cancelled', 'rollcall is closing'));
  }

  async #ask(): Promise<JWTVerifyGetKey> {
    const { issuer, clock, logger } = this.#options;
    const deadline = startDeadline(
      this.#closing.signal,
      timeoutMs,
      clock,
      () => new RollcallError('unreachable', `no answer within ${timeoutMs / 1_000} s`),
    );
    try {
      const keys = createKeys(await fetchJson(await keysUrl(issuer, deadline.signal), deadline.signal));
      if (this.#failed !== null) logger.info({ issuer }, 'the OAuth issuer gives its keys again');
      this.#failed = null;
      this.#loaded = { keys, at: clock.now() };
      return keys;
    } catch (thrown) {
      const error = new IssuerUnavailable(reasonOf(thrown), { cause: thrown });
      if (!this.#closing.signal.aborted && error.message !== this.#failed?.error.message) {
        const why = `the OAuth issuer does not give its keys, so tokens of it are refused: ${error.message}`;
        logger.error({ issuer }, why);
      }
      this.#failed = { error, at: clock.now() };
      throw error;
    } finally {
      deadline.clear();
    }
  }

  #isWithin<T extends { readonly at: number }>(what: T | null, ms: number): what is T {
    if (what === null) return false;
    const age = this.#options.clock.now() - what.at;
    return age >= 0 && age < ms;
  }
}

async function keysUrl(issuer: string, signal: AbortSignal): Promise<URL> {
  const [openId, oauth] = discoveryUrls(issuer);
  const found = (await fetchJson(openId, signal)) ?? (await fetchJson(oauth, signal));
  if (found === null) throw new Error(`there is no metadata at ${openId.href} nor at ${oauth.href}`);
  const metadata = metadataSchema.safeParse(found);
  if (!metadata.success) throw new Error(`${openId.href} is no issuer metadata with a jwks_uri`);
  // OpenID Connect Discovery 1.0 §4.3, RFC 8414 §3.3: else one issuer could speak for another.
  if (metadata.data.issuer !== issuer) {
    throw new Error(`its metadata is that of another issuer: ${JSON.stringify(metadata.data.issuer.slice(0, 200))}`);
  }
  const url = new URL(metadata.data.jwks_uri);
  if (!isTrustworthy(url)) throw new Error('its jwks_uri is not https');
  return url;
}

function createKeys(set: unknown): JWTVerifyGetKey {
  const keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).safeParse(set);
  if (!keys.success) throw new Error('its jwks_uri gives no key set (RFC 7517)');
  return createLocalJWKSet(keys.data);
}

/** `fetch` puts what happened in the cause of its error. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'it cannot be reached';
  const { cause } = thrown;
  return cause instanceof Error && thrown instanceof TypeError ? `${thrown.message}: ${cause.message}` : thrown.message;
}
