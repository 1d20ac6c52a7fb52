import { abortReason, onAbort } from './abort.ts';

export interface Permit {
  /** Gives the place back; idempotent. */
  release(): void;
}

/** At most `capacity` permits out at once; waiting is first come, first served, and ends with the signal. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(capacity: number) {
    this.#free = capacity;
  }

  async acquire(signal: AbortSignal): Promise<Permit> {
    if (signal.aborted) throw abortReason(signal);
    if (this.#free > 0) {
      this.#free -= 1;
      return this.#permit();
    }
    await new Promise<void>((resolve, reject) => {
      const grant = (): void => {
        stop();
        resolve();
      };
      const stop = onAbort(signal, () => {
        this.#waiting.delete(grant);
        reject(abortReason(signal));
      });
      this.#waiting.add(grant);
    });
    return this.#permit();
  }

  #permit(): Permit {
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        const [next] = this.#waiting;
        if (next === undefined) {
          this.#free += 1;
          return;
        }
        this.#waiting.delete(next);
        next();
      },
    };
  }
}
