import type { Clock } from '../base/clock.ts';

/** The requests of a server that have no answer yet. */
export class OpenRequests {
  readonly #open = new Set<unknown>();
  readonly #whenNone = new Set<() => void>();

  add(request: unknown): void {
    this.#open.add(request);
  }

  done(request: unknown): void {
    if (!this.#open.delete(request) || this.#open.size > 0) return;
    for (const resolve of this.#whenNone) resolve();
  }

  /** Nobody waits for an answer any more. */
  clear(): void {
    for (const request of this.#open) this.done(request);
  }

  /** Resolves when there is none, or the time is over. */
  async none(withinMs: number, clock: Clock): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = clock.after(withinMs, () => over());
      const over = (): void => {
        timer.cancel();
        this.#whenNone.delete(over);
        resolve();
      };
      this.#whenNone.add(over);
    });
  }
}
