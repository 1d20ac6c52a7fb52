import type { Command } from '../model/command.ts';
import type { CommandFinished } from '../model/event.ts';
import type { JsonReading } from './read-json.ts';
import type { KeptLines, ResultRow } from './run-view.ts';

/** What is left of an answer. */
export type ReducedAnswer = Pick<ResultRow, 'stdout' | 'kept' | 'json'>;

/** A successful row with its answer reduced, when it is first read: what nobody looks at costs nothing. */
export class ReducedRow implements ResultRow {
  readonly device: string;
  readonly command: Command;
  readonly startTime: string | null;
  readonly stderr: string;
  readonly finished: CommandFinished | null;
  readonly earlierAttempts: ResultRow['earlierAttempts'];
  readonly #row: ResultRow;
  readonly #reduce: (answer: string) => ReducedAnswer;
  #left: ReducedAnswer | null = null;

  constructor(row: ResultRow, reduce: (answer: string) => ReducedAnswer) {
    this.device = row.device;
    this.command = row.command;
    this.startTime = row.startTime;
    this.stderr = row.stderr;
    this.finished = row.finished;
    this.earlierAttempts = row.earlierAttempts;
    this.#row = row;
    this.#reduce = reduce;
  }

  get stdout(): string {
    return this.#answer().stdout;
  }

  get kept(): KeptLines | undefined {
    return this.#answer().kept;
  }

  get json(): JsonReading | undefined {
    return this.#answer().json;
  }

  #answer(): ReducedAnswer {
    this.#left ??= this.#reduce(this.#row.stdout);
    return this.#left;
  }
}
