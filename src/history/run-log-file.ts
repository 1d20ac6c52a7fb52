import type { FileHandle } from 'node:fs/promises';
import type { Logger } from '../base/logger.ts';
import type { RollcallError } from '../base/rollcall-error.ts';
import type { RunEvent } from '../model/event.ts';
import { toLine } from './event-line.ts';
import { historyFailed } from './history-failed.ts';
import type { RunLog } from './run-history.ts';

const batchChars = 1_048_576;

/**
 * The one writer of one log file. While a write is under way further lines collect and go out together in the next.
 * After the first failure nothing more is written: a log with a hole in it would not be honest.
 */
export class RunLogFile<Event extends object = RunEvent> implements RunLog<Event> {
  readonly #file: FileHandle;
  readonly #logger: Logger;
  #waiting: string[] = [];
  /** Lines appended and lines written, over the file's life. */
  #appended = 0;
  #written = 0;
  #flushes: { readonly upTo: number; readonly resolve: () => void }[] = [];
  #writing: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #failed: RollcallError | null = null;

  constructor(file: FileHandle, logger: Logger) {
    this.#file = file;
    this.#logger = logger;
  }

  append(event: Event): void {
    if (this.#closing !== null || this.#failed !== null) return;
    this.#waiting.push(toLine(event));
    this.#appended += 1;
    this.#writing ??= this.#drain();
  }

  /** Waits for the lines of before only: others may come without end. */
  async flushed(): Promise<void> {
    const upTo = this.#appended;
    if (this.#writing !== null && this.#written < upTo) {
      await new Promise<void>((resolve) => this.#flushes.push({ upTo, resolve }));
    }
    if (this.#failed !== null) throw this.#failed;
  }

  /** Idempotent: every call gives the same answer. */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0 && this.#failed === null) {
      const lines = this.#nextBatch();
      await this.#guarded(() => this.#file.appendFile(lines.join('')));
      this.#written += lines.length;
      this.#settleFlushes();
    }
    this.#writing = null;
  }

  /** After a failure nobody waits: it is known to all. */
  #settleFlushes(): void {
    const settled = this.#flushes.filter(({ upTo }) => upTo <= this.#written || this.#failed !== null);
    this.#flushes = this.#flushes.filter((each) => !settled.includes(each));
    for (const { resolve } of settled) resolve();
  }

  /** A slow disk lets gigabytes wait: they go out in pieces, never as one string. */
  #nextBatch(): string[] {
    let size = 0;
    let count = 0;
    for (const line of this.#waiting) {
      if (count > 0 && size + line.length > batchChars) break;
      size += line.length;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #finish(): Promise<void> {
    await this.#writing;
    if (this.#failed === null) await this.#guarded(() => this.#file.datasync());
    await this.#guarded(() => this.#file.close());
    if (this.#failed !== null) throw this.#failed;
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      if (this.#failed !== null) return;
      this.#failed = historyFailed("the run's log cannot be written", thrown);
      this.#waiting = [];
      this.#logger.error({ err: thrown }, `${this.#failed.message}; the run goes on without history`);
    }
  }
}
