import type { EventListener, RunEvent } from '../model/event.ts';

/**
 * Hands events on once they are in the run's log, in their order: what somebody was told outlives this process. A log that
 * cannot be written holds nothing back.
 */
export class ToldEvents {
  readonly #recorded: () => Promise<void>;
  readonly #listener: EventListener;
  #waiting: RunEvent[] = [];
  #telling: Promise<void> | null = null;

  constructor(recorded: () => Promise<void>, listener: EventListener) {
    this.#recorded = recorded;
    this.#listener = listener;
  }

  readonly take = (event: RunEvent): void => {
    this.#waiting.push(event);
    this.#telling ??= this.#tell();
  };

  /** Resolves when everything taken so far was handed on. */
  async settled(): Promise<void> {
    await this.#telling;
  }

  async #tell(): Promise<void> {
    while (this.#waiting.length > 0) {
      const events = this.#waiting.splice(0);
      await this.#recorded().catch(() => {});
      for (const event of events) this.#listener(event);
    }
    this.#telling = null;
  }
}
