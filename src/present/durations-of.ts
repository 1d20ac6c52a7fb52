import { toSeconds } from '../base/duration.ts';
import type { Group } from '../model/run-document.ts';
import { type FinishedRow, rowDurationMs } from '../result/finished-row.ts';

/** Seconds; the median of an even number is the mean of the two in the middle. */
export function durationsOf(rows: readonly FinishedRow[]): NonNullable<Group['durations']> {
  const sorted = rows.map(rowDurationMs).sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? 0;
  const last = sorted.length - 1;
  const median = (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2;
  return { min: toSeconds(at(0)), median: toSeconds(median), max: toSeconds(at(last)) };
}
