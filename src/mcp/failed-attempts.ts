import type { Clock } from '../base/clock.ts';

/** Failures of one address within a minute that are answered one by one; a client with an old token makes a few. */
const freeFailures = 10;

const windowMs = 60_000;

/** Addresses remembered at once; beyond it the one longest ago is forgotten. */
const defaultMaxAddresses = 10_000;

interface Window {
  readonly began: number;
  failures: number;
}

/** Counts failed authentications by remote address, for one minute from the first. */
export class FailedAttempts {
  readonly #clock: Clock;
  readonly #maxAddresses: number;
  /** In the order in which their windows began. */
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock, maxAddresses = defaultMaxAddresses) {
    this.#clock = clock;
    this.#maxAddresses = maxAddresses;
  }

  /** Addresses remembered. */
  get size(): number {
    return this.#windows.size;
  }

  /** Notes one more. Seconds to stay away, or null while there are few. */
  add(address: string): number | null {
    const now = this.#clock.now();
    this.#forget(now);
    const window = this.#windows.get(address) ?? { began: now, failures: 0 };
    this.#windows.set(address, window);
    window.failures += 1;
    if (window.failures <= freeFailures) return null;
    return Math.max(1, Math.ceil((window.began + windowMs - now) / 1_000));
  }

  #forget(now: number): void {
    for (const [address, { began }] of this.#windows) {
      const old = now - began >= windowMs || began > now;
      if (!old && this.#windows.size < this.#maxAddresses) return;
      this.#windows.delete(address);
    }
  }
}
