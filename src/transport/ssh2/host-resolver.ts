import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { abortReason, startDeadline, untilAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { type Permit, Semaphore } from '../../base/semaphore.ts';
import { type Failure, failure, failureFrom } from '../../model/failure.ts';

export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** Turns a name into addresses, best first. The default is the system's resolver (`getaddrinfo`). */
export type Resolve = (host: string) => Promise<readonly HostAddress[]>;

const systemResolve: Resolve = (host) => lookup(host, { all: true });

/**
 * Lookups at once. Each holds one of libuv's 4 threads until the system gives up, which nobody can shorten and which
 * keeps the process alive; the other threads stay free for files.
 */
const maxLookups = 2;

export type ResolveAnswer =
  | { readonly ok: true; readonly addresses: readonly HostAddress[] }
  | { readonly ok: false; readonly failure: Failure };

export interface ResolverOptions {
  readonly clock: Clock;
  readonly resolve?: Resolve | undefined;
}

/** One lookup of a name, for all who want that name meanwhile. */
interface Lookup {
  /** Resolves when its place was granted. */
  readonly begun: Promise<Permit>;
  readonly addresses: Promise<readonly HostAddress[]>;
  /** Ends the wait for a place; a lookup that runs cannot be ended. */
  readonly unwanted: AbortController;
  running: boolean;
  wanted: number;
}

const hint = 'check `host` in the inventory, and the DNS of the machine that runs rollcall';

/** Resolves names before a handshake slot is taken, few at a time. */
export class HostResolver {
  readonly #clock: Clock;
  readonly #resolve: Resolve;
  readonly #places = new Semaphore(maxLookups);
  readonly #lookups = new Map<string, Lookup>();

  constructor({ clock, resolve = systemResolve }: ResolverOptions) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  /** `timeoutMs` counts from the start of the lookup; waiting for a place among others ends with the signal only. */
  async resolve(
    host: string,
    { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
  ): Promise<ResolveAnswer> {
    const family = isIP(host);
    if (family !== 0) return { ok: true, addresses: [{ address: host, family }] };
    if (signal.aborted) return { ok: false, failure: failureFrom(abortReason(signal)) };
    const shared = this.#lookup(host);
    shared.wanted += 1;
    try {
      await untilAborted(shared.begun, signal);
      return await this.#within(timeoutMs, shared, signal);
    } catch (thrown) {
      return { ok: false, failure: failureFrom(thrown) };
    } finally {
      shared.wanted -= 1;
      if (shared.wanted === 0) this.#drop(host, shared);
    }
  }

  async #within(timeoutMs: number, { addresses }: Lookup, signal: AbortSignal): Promise<ResolveAnswer> {
    const deadline = startDeadline(
      signal,
      timeoutMs,
      this.#clock,
      () => new RollcallError('unreachable', 'the name was not resolved in time', { phase: 'resolve', hint }),
    );
    try {
      const found = await untilAborted(addresses, deadline.signal);
      if (found.length > 0) return { ok: true, addresses: found };
      return { ok: false, failure: failure('unreachable', 'the name has no address', { phase: 'resolve', hint }) };
    } catch (thrown) {
      if (deadline.signal.aborted) throw abortReason(deadline.signal);
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown error';
      const message =
        code === 'ENOTFOUND' ? 'the name is not known to DNS' : `the name could not be resolved (${code})`;
      return { ok: false, failure: failure('unreachable', message, { phase: 'resolve', hint }) };
    } finally {
      deadline.clear();
    }
  }

  #lookup(host: string): Lookup {
    const known = this.#lookups.get(host);
    if (known !== undefined) return known;
    const unwanted = new AbortController();
    const begun = this.#places.acquire(unwanted.signal);
    const addresses = begun.then(async (permit) => {
      made.running = true;
      try {
        return await this.#resolve(host);
      } finally {
        permit.release();
        if (this.#lookups.get(host) === made) this.#lookups.delete(host);
      }
    });
    // Those who wait look at it themselves; there may be none left.
    addresses.catch(() => {});
    const made: Lookup = { begun, addresses, unwanted, running: false, wanted: 0 };
    this.#lookups.set(host, made);
    return made;
  }

  /** Nobody waits any more. One that runs stays, for whoever asks for that name again. */
  #drop(host: string, { unwanted, running }: Lookup): void {
    if (running) return;
    this.#lookups.delete(host);
    unwanted.abort(new RollcallError('cancelled', 'nobody waits for the name'));
  }
}
