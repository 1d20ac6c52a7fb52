import { toSeconds } from '../base/duration.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Summary } from '../model/run-document.ts';
import { type FinishedRow, rowDurationMs } from './finished-row.ts';
import type { RunView } from './run-view.ts';

const slowestCount = 3;

/** Counts results (device × command). While the run goes on, its duration reaches to the last end. */
export function summaryOf(view: RunView, finished: readonly FinishedRow[]): Summary {
  const byOutcome: Partial<Record<Outcome, number>> = {};
  let lastEnd = view.startTime;
  for (const { end } of finished) {
    byOutcome[end.outcome] = (byOutcome[end.outcome] ?? 0) + 1;
    if (end.time > lastEnd) lastEnd = end.time;
  }
  const total = view.devices.length * view.commands.length;
  const succeeded = byOutcome.ok ?? 0;
  return {
    total,
    succeeded,
    failed: finished.length - succeeded,
    pending: total - finished.length,
    by_outcome: byOutcome,
    start_time: view.startTime,
    end_time: view.endTime,
    total_duration: toSeconds(Math.max(0, Date.parse(view.endTime ?? lastEnd) - Date.parse(view.startTime))),
    slowest: slowest(finished),
  };
}

/** Each device with its longest command. */
function slowest(finished: readonly FinishedRow[]): Summary['slowest'] {
  const longest = new Map<string, number>();
  for (const row of finished) {
    const duration = rowDurationMs(row);
    if (duration > (longest.get(row.row.device) ?? 0)) longest.set(row.row.device, duration);
  }
  return [...longest]
    .sort((a, b) => b[1] - a[1])
    .slice(0, slowestCount)
    .map(([device, duration]) => ({ device, execution_duration: toSeconds(duration) }));
}
