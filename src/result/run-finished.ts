import { foldNames } from '../model/selector/fold-names.ts';
import type { RunFinished } from '../model/webhook-event.ts';
import { devicesOf, finishedRows } from './finished-row.ts';
import { summaryOf } from './run-summary.ts';
import type { RunView } from './run-view.ts';

/** Receivers of webhooks expect a few kilobytes; names without any order fold badly. */
const maxSelectorChars = 8_000;

/** How a run ended, in few words: for whoever waits for that, and can ask for the rest. */
export function runFinished(view: RunView): RunFinished {
  const finished = finishedRows(view.rows());
  const failed = devicesOf(finished.filter(({ end }) => end.outcome !== 'ok'));
  const selector = foldNames(failed);
  return {
    id: `run-finished-${view.runId}`,
    type: 'run.finished',
    timestamp: view.endTime ?? view.startTime,
    data: {
      run_id: view.runId,
      state: view.state,
      summary: summaryOf(view, finished),
      failed_devices: failed.length === 0 || selector.length > maxSelectorChars ? null : selector,
      failed_device_count: failed.length,
    },
  };
}
