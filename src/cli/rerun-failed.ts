import { RollcallError } from '../base/rollcall-error.ts';
import type { RunRequest } from '../model/run-request.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import type { RunView } from '../result/run-view.ts';

/**
 * The commands of an ended run on those of its devices on which not every one of them succeeded, whatever the reason, in the same form;
 * null where there is none. Throws `bad_request` for a run that goes on: what has not ended has not failed.
 */
export function rerunFailed(view: RunView): Pick<RunRequest, 'devices' | 'command' | 'format'> | null {
  if (view.state === 'running') {
    throw new RollcallError('bad_request', `run ${view.runId} is still going on`, {
      hint: `wait for it, or end it first: rollcall cancel ${view.runId}`,
    });
  }
  const failed = new Set(view.rows().flatMap((row) => (row.finished?.outcome === 'ok' ? [] : [row.device])));
  if (failed.size === 0) return null;
  return requestOf(view, [...failed]);
}

/** The commands of a run, in the same form, on these of its devices. */
export function requestOf(
  view: RunView,
  devices: readonly string[],
): Pick<RunRequest, 'devices' | 'command' | 'format'> {
  return {
    devices: foldNames(devices),
    command: view.commands.map(({ text, label }) => (label === null ? text : { label, command: text })),
    ...(view.format !== 'text' && { format: view.format }),
  };
}
