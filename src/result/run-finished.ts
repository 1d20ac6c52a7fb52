import type { RunFinished } from '../model/webhook-event.ts';
import { devicesOf, finishedRows } from './finished-row.ts';
import { namedFailures } from './named-failures.ts';
import { summaryOf } from './run-summary.ts';
import type { RunView } from './run-view.ts';

/** How a run ended, in few words: for whoever waits for that, and can ask for the rest. */
export function runFinished(view: RunView): RunFinished {
  const finished = finishedRows(view.rows());
  const failed = devicesOf(finished.filter(({ end }) => end.outcome !== 'ok'));
  return {
    id: `run-finished-${view.runId}`,
    type: 'run.finished',
    timestamp: view.endTime ?? view.startTime,
    data: {
      run_id: view.runId,
      state: view.state,
      summary: summaryOf(view, finished),
      ...namedFailures(failed),
    },
  };
}
