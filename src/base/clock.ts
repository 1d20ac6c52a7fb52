/** A pending timer; `cancel()` is idempotent and a no-op once it fired. */
export interface Timer {
  cancel(): void;
}

/** Time as a port, so that tests advance it by hand instead of sleeping. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once, after `delayMs`. The timer keeps the process alive until it fired or was cancelled. */
  after(delayMs: number, callback: () => void): Timer;
}

/** Longest delay a Node timer takes; a longer one would fire at once (Node.js `timers` documentation). */
const maxDelayMs = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, Math.min(delayMs, maxDelayMs));
    return { cancel: () => clearTimeout(handle) };
  },
};
