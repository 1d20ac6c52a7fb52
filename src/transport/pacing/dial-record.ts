/** Dials of one device within the window. A person or a script in a loop needs fewer; a router notices more. */
export const dialsPerWindow = 10;
const windowMs = 60_000;
/** Failed dials in a row after which a device rests, and for how long: shorter than any repair. */
export const failuresUntilRest = 5;
const restMs = 60_000;

export type DialLeave =
  | { readonly kind: 'free' }
  /** Dialled too often; `until` in milliseconds since the Unix epoch. */
  | { readonly kind: 'paced'; readonly until: number }
  | { readonly kind: 'resting'; readonly until: number };

/** What is known of one device's dials in this process. */
export class DialRecord {
  #starts: readonly number[] = [];
  #failures = 0;
  #failedAt = 0;

  /** After the rest one dial is let through; if it fails too, the device rests again. */
  leave(now: number): DialLeave {
    // Times ahead of now are from before the clock was set back, and would hold for as long as it was set back.
    if (this.#failedAt > now) this.#failedAt = now;
    this.#starts = this.#starts.map((at) => Math.min(at, now));
    const restUntil = this.#failedAt + restMs;
    if (this.#failures >= failuresUntilRest && now < restUntil) return { kind: 'resting', until: restUntil };
    this.#starts = this.#starts.filter((at) => now - at < windowMs);
    const oldest = this.#starts.at(-dialsPerWindow);
    return oldest === undefined ? { kind: 'free' } : { kind: 'paced', until: oldest + windowMs };
  }

  started(now: number): void {
    this.#starts = [...this.#starts, now];
  }

  ended(end: 'reached' | 'failed', now: number): void {
    this.#failures = end === 'failed' ? this.#failures + 1 : 0;
    this.#failedAt = now;
  }
}
