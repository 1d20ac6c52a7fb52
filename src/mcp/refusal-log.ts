import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { AccessEvent } from '../model/audit.ts';
import { instant } from '../model/instant.ts';

/** Refusals of one address within an hour that are written one by one: enough to see what it tries. */
const wholePerAddress = 5;
const addressWindowMs = 3_600_000;

/**
 * Lines for all addresses together: this many at once, then one a minute. With the count of each minute an attacker
 * without a token, from however many addresses, makes less than 3 MB a day.
 */
const burstLines = 100;
const lineEveryMs = 60_000;

const countEveryMs = 60_000;

/** Addresses that a count names. */
const maxNamed = 10;

/** Addresses counted by name within a minute. */
const maxCounted = 10_000;

/** A request that was turned away. */
export interface Refusal {
  readonly status: number;
  /** In our words: nothing of what was sent. */
  readonly why: string;
  readonly address: string;
  readonly path: string;
  /** Name of the access token, where it is known whose it is. */
  readonly token: string | null;
}

export interface RefusalLogOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly record: (event: AccessEvent, token: string | null) => void;
}

interface Counted {
  readonly since: number;
  count: number;
  readonly statuses: Map<number, number>;
  readonly addresses: Map<string, number>;
  readonly timer: Timer;
}

/** Tells of requests that were turned away, in the log and the audit log: the first ones whole, then a count a minute. */
export class RefusalLog {
  readonly #options: RefusalLogOptions;
  /** In the order in which their hours began; as few as there are lines for. */
  readonly #whole = new Map<string, { readonly began: number; lines: number }>();
  #lines = burstLines;
  #linesAt: number;
  #counted: Counted | null = null;

  constructor(options: RefusalLogOptions) {
    this.#options = options;
    this.#linesAt = options.clock.now();
  }

  add({ token, ...refusal }: Refusal): void {
    if (!this.#takeLine(refusal.address)) {
      this.#count(refusal);
      return;
    }
    this.#options.logger.warn({ ...refusal, token }, 'http: a request was refused');
    this.#options.record({ type: 'access-refused', ...refusal }, token);
  }

  /** Writes what was counted so far. */
  close(): void {
    this.#writeCount();
  }

  #takeLine(address: string): boolean {
    const now = this.#options.clock.now();
    for (const [each, { began }] of this.#whole) {
      if (now - began < addressWindowMs && began <= now) break;
      this.#whole.delete(each);
    }
    const gained = Math.max(0, Math.floor((now - this.#linesAt) / lineEveryMs));
    this.#lines = Math.min(burstLines, this.#lines + gained);
    // A clock set back begins anew.
    this.#linesAt = now < this.#linesAt ? now : this.#linesAt + gained * lineEveryMs;
    const own = this.#whole.get(address) ?? { began: now, lines: 0 };
    if (this.#lines === 0 || own.lines === wholePerAddress) return false;
    this.#lines -= 1;
    own.lines += 1;
    this.#whole.set(address, own);
    return true;
  }

  #count({ status, address }: Omit<Refusal, 'token'>): void {
    const { clock } = this.#options;
    this.#counted ??= {
      since: clock.now(),
      count: 0,
      statuses: new Map(),
      addresses: new Map(),
      timer: clock.after(countEveryMs, () => this.#writeCount()),
    };
    const { statuses, addresses } = this.#counted;
    this.#counted.count += 1;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (addresses.has(address) || addresses.size < maxCounted)
      addresses.set(address, (addresses.get(address) ?? 0) + 1);
  }

  #writeCount(): void {
    if (this.#counted === null) return;
    const { since, count, statuses, addresses, timer } = this.#counted;
    timer.cancel();
    this.#counted = null;
    const most = [...addresses].sort(([, a], [, b]) => b - a).slice(0, maxNamed);
    const told = {
      count,
      since: instant(since),
      statuses: Object.fromEntries(statuses),
      addresses: Object.fromEntries(most),
    };
    this.#options.logger.warn(told, 'http: more requests were refused');
    this.#options.record({ type: 'access-refused-count', ...told }, null);
  }
}
