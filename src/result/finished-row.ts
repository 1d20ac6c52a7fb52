import type { CommandFinished } from '../model/event.ts';
import type { ResultRow } from './run-view.ts';

/** A row that has its end; nothing of it changes any more. */
export interface FinishedRow {
  readonly row: ResultRow;
  readonly end: CommandFinished;
}

export function finishedRows(rows: readonly ResultRow[]): readonly FinishedRow[] {
  return rows.flatMap((row) => (row.finished === null ? [] : [{ row, end: row.finished }]));
}

/** From the dial or the write to the end; 0 where it never started. */
export function rowDurationMs({ end }: FinishedRow): number {
  if (end.start_time === null || end.end_time === null) return 0;
  return Math.max(0, Date.parse(end.end_time) - Date.parse(end.start_time));
}

export function devicesOf(rows: readonly FinishedRow[]): readonly string[] {
  return [...new Set(rows.map(({ row }) => row.device))];
}
