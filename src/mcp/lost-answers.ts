import type { RequestId } from '@modelcontextprotocol/server';
import type { Clock, Timer } from '../base/clock.ts';

/** How long a client may be silent, with nothing under way, before it is taken for gone. */
const goneAfterMs = 60_000;

/**
 * Requests of one session whose connection was lost before the answer. That alone is no cancel (MCP 2025-11-25, Streamable
 * HTTP): a proxy may have cut it, and the client comes back. One that does not come back has nobody to work for.
 */
export class LostAnswers {
  readonly #clock: Clock;
  readonly #cancel: (request: RequestId) => void;
  #requests: readonly RequestId[] = [];
  #timer: Timer | null = null;

  constructor(clock: Clock, cancel: (request: RequestId) => void) {
    this.#clock = clock;
    this.#cancel = cancel;
  }

  add(requests: readonly RequestId[]): void {
    this.#requests = [...this.#requests, ...requests];
  }

  /** Nothing of this client is under way any more. */
  startWaiting(): void {
    if (this.#requests.length === 0) return;
    this.#timer ??= this.#clock.after(goneAfterMs, () => {
      const gone = this.#requests;
      this.clear();
      for (const request of gone) this.#cancel(request);
    });
  }

  /** The client is there, or its session is over. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#requests = [];
  }
}
