import type { Clock, Timer } from '../base/clock.ts';

/** One MCP progress notification (`notifications/progress`) without its token. */
export interface ProgressNote {
  readonly progress: number;
  readonly total: number;
  readonly message: string;
}

/** At most one notification in this time: enough for a moving display, few enough for a chat log. */
const intervalMs = 500;

/** Hosts show up to 200 characters of a progress message. */
const maxMessageLength = 200;

/**
 * Sends progress, throttled: the first at once, then at most one per 500 ms, and the last on `finish`.
 * `progress` must rise with every notification (MCP, basic/utilities/progress), so a note that does not is left out.
 * A client that is gone is no error: sending stops.
 */
export class ProgressReporter {
  readonly #send: (note: ProgressNote) => Promise<void>;
  readonly #current: () => ProgressNote;
  readonly #clock: Clock;
  #timer: Timer | null = null;
  #lastSent = Number.NEGATIVE_INFINITY;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #sending: Promise<void> = Promise.resolve();
  #gone = false;

  /** `current` makes the note for the present moment; it is asked only when one is sent. */
  constructor(send: (note: ProgressNote) => Promise<void>, current: () => ProgressNote, clock: Clock) {
    this.#send = send;
    this.#current = current;
    this.#clock = clock;
  }

  /** Something has changed. */
  changed(): void {
    if (this.#timer !== null || this.#gone) return;
    // No longer than the interval, also when the clock was set back.
    const waitMs = Math.min(this.#lastSentAt + intervalMs - this.#clock.now(), intervalMs);
    if (waitMs <= 0) {
      this.#sendNow();
      return;
    }
    this.#timer = this.#clock.after(waitMs, () => {
      this.#timer = null;
      this.#sendNow();
    });
  }

  /** Sends the last note and resolves when it is out, so that it comes before the answer. Never rejects. */
  async finish(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    if (!this.#gone) this.#sendNow();
    this.#gone = true;
    await this.#sending;
  }

  #sendNow(): void {
    const note = this.#current();
    if (note.progress <= this.#lastSent) return;
    this.#lastSent = note.progress;
    this.#lastSentAt = this.#clock.now();
    const message = note.message.length <= maxMessageLength ? note.message : `${note.message.slice(0, 199)}…`;
    this.#sending = this.#sending
      .then(() => this.#send({ ...note, message }))
      .catch(() => {
        this.#gone = true;
      });
  }
}
