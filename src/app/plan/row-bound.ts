import type { PlanRow } from '../../model/plan-row.ts';
import type { RowReader } from '../../result/answer-rows.ts';

/** Rows of one step are kept in memory and in the plan's log. */
const maxRows = 10_000;
const maxRowChars = 4_000_000;

/** How many rows the answers of one step have together. Once that is too many, no further answer is read: none is kept. */
export class RowBound {
  #rows = 0;
  #chars = 0;

  /** Why that is too many; null where it is not. */
  get objection(): string | null {
    if (this.#rows > maxRows) return `the answers of the step have more than ${maxRows} rows: narrow rows`;
    return this.#chars > maxRowChars
      ? `the rows of the step take more than ${maxRowChars} characters: narrow rows`
      : null;
  }

  take(rows: readonly PlanRow[]): void {
    this.#rows += rows.length;
    for (const row of rows) {
      for (const value of Object.values(row)) this.#chars += String(value).length;
    }
  }

  /** The same reader for answers that are read once. */
  within(read: RowReader): RowReader {
    return (device, answer) => {
      const why = this.objection;
      if (why !== null) return { ok: false, code: 'too_many_rows', why: `not read: with those before it, ${why}` };
      const found = read(device, answer);
      if (found.ok) this.take(found.rows);
      return found;
    };
  }
}
