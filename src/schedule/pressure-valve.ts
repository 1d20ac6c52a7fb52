import { type PressureCause, pressureCauses } from '../model/pressure.ts';

/** What one look, a second after the one before, has found. */
export interface PressureReading {
  /** How late timers ran on average; null: nothing was measured. */
  readonly loopDelayMs: number | null;
  readonly memoryBytes: number;
  /** Attempts at commands that ended within the last ten seconds, and how many of them as `busy`. */
  readonly ended: number;
  readonly busy: number;
  /** Jobs under way. */
  readonly running: number;
}

export interface PressureBounds {
  /** Jobs at once without pressure. */
  readonly maxLimit: number;
  readonly memoryLimitBytes: number;
}

export interface Throttle {
  readonly limit: number;
  /** Why, in words, from the first time each cause lowered the limit until there is none any more. */
  readonly causes: ReadonlyMap<PressureCause, string>;
}

/** Later than this, deadlines and keepalives are no longer what they say. */
const lateMs = 100;
/** Half of it counts as calm: what lies between the two changes nothing. */
const calmMs = 50;
const calmMemoryShare = 0.9;
const busyCommands = 5;
const busyShare = 0.1;

/** Looks in a row: a burst of handshakes or one long collection of garbage is no pressure. */
const strainedLooks = 3;
/** Looks before the limit is lowered again: jobs that run are not stopped, so it takes a while to tell. */
const settleLooks = 5;
/** Looks without any strain before the limit is raised: longer than it takes to lower, so that it does not swing. */
const calmLooks = 10;
/** What each calm look adds, as a part of the limit: the same rule serves limits of ten and of ten thousand. */
const raiseShare = 0.1;

const mebibyte = 1_048_576;

/**
 * How many jobs may run at once under pressure: halves what runs, at once out of trouble, and gives it back in small steps
 * while it is calm, as congestion control does on a line (RFC 5681 §3.1). It decides only; looks come from outside.
 */
export class PressureValve {
  readonly #bounds: PressureBounds;
  readonly #causes = new Map<PressureCause, string>();
  readonly #strained = new Map<PressureCause, number>();
  #limit: number;
  #calm = 0;
  #sinceLowered = settleLooks;

  constructor(bounds: PressureBounds) {
    this.#bounds = bounds;
    this.#limit = bounds.maxLimit;
  }

  get throttle(): Throttle | null {
    return this.#limit >= this.#bounds.maxLimit ? null : { limit: this.#limit, causes: this.#causes };
  }

  get limit(): number {
    return this.#limit;
  }

  /** To be called once a second. */
  look(reading: PressureReading): void {
    this.#sinceLowered += 1;
    const found = this.#strain(reading);
    for (const cause of pressureCauses) {
      this.#strained.set(cause, found.has(cause) ? (this.#strained.get(cause) ?? 0) + 1 : 0);
    }
    const lasting = [...found].filter(([cause]) => (this.#strained.get(cause) ?? 0) >= strainedLooks);
    this.#calm = found.size === 0 && isCalm(reading, this.#bounds) ? this.#calm + 1 : 0;
    // Where nothing runs it is not the jobs.
    if (lasting.length > 0 && reading.running > 0) this.#lower(lasting, reading.running);
    else if (this.#calm >= calmLooks) this.#raise();
  }

  #strain({ loopDelayMs, memoryBytes, ended, busy }: PressureReading): ReadonlyMap<PressureCause, string> {
    const { memoryLimitBytes } = this.#bounds;
    const found = new Map<PressureCause, string>();
    if (loopDelayMs !== null && loopDelayMs > lateMs) {
      found.set('event_loop', `timers ran ${Math.round(loopDelayMs)} ms late on average, more than ${lateMs} ms`);
    }
    if (memoryBytes > memoryLimitBytes) {
      const [used, limit] = [memoryBytes, memoryLimitBytes].map((bytes) => Math.round(bytes / mebibyte));
      found.set('memory', `${used} MiB of memory are in use, more than ${limit} MiB (memory_limit_bytes)`);
    }
    if (busy >= busyCommands && busy >= ended * busyShare) {
      found.set('busy', `${busy} of the last ${ended} attempts met a device that was busy`);
    }
    return found;
  }

  #lower(causes: readonly (readonly [PressureCause, string])[], running: number): void {
    // What has been lowered keeps its first reason: later figures are what is left of the strain.
    const untold = causes.filter(([cause]) => !this.#causes.has(cause));
    if (this.#sinceLowered < settleLooks || (this.#limit === 1 && untold.length === 0)) return;
    this.#sinceLowered = 0;
    this.#limit = Math.max(1, Math.floor(Math.min(this.#limit, running) / 2));
    if (this.#limit < this.#bounds.maxLimit) for (const [cause, reason] of untold) this.#causes.set(cause, reason);
  }

  #raise(): void {
    const { maxLimit } = this.#bounds;
    if (this.#limit >= maxLimit) return;
    this.#limit = Math.min(maxLimit, this.#limit + Math.max(1, Math.floor(this.#limit * raiseShare)));
    if (this.#limit === maxLimit) this.#causes.clear();
  }
}

function isCalm({ loopDelayMs, memoryBytes, busy }: PressureReading, { memoryLimitBytes }: PressureBounds): boolean {
  return (
    (loopDelayMs === null || loopDelayMs <= calmMs) && memoryBytes <= memoryLimitBytes * calmMemoryShare && busy === 0
  );
}
