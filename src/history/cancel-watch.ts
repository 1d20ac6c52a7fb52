import { access } from 'node:fs/promises';
import type { Clock, Timer } from '../base/clock.ts';

/** 500 ms: a cancel from another process is noticed within 1 s, for two system calls a second. */
const lookEveryMs = 500;

/** Calls back once when `path` exists. Looks again and again until then, or until closed. */
export class CancelWatch {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onRequest: () => void;
  readonly #onEnd: () => void;
  #timer: Timer | null = null;
  #closed = false;

  constructor(path: string, clock: Clock, onRequest: () => void, onEnd: () => void) {
    this.#path = path;
    this.#clock = clock;
    this.#onRequest = onRequest;
    this.#onEnd = onEnd;
    this.#lookLater();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    this.#onEnd();
  }

  #lookLater(): void {
    this.#timer = this.#clock.after(lookEveryMs, () => {
      access(this.#path).then(
        () => this.#found(),
        () => {
          if (!this.#closed) this.#lookLater();
        },
      );
    });
  }

  #found(): void {
    if (this.#closed) return;
    this.close();
    this.#onRequest();
  }
}
