import { RollcallError } from '../base/rollcall-error.ts';
import type { RunView } from '../result/run-view.ts';
import type { Rollcall, RunListEntry } from './rollcall.ts';

/** As many of the newest runs are looked through. */
const searchedRuns = 1_000;

/**
 * The newest ended run before this one, of the same commands on the same devices in the same format. Asks the facade only,
 * so that runs a caller may not see do not exist here either. Throws `unknown_run` where there is none.
 */
export async function previousRun(rollcall: Rollcall, view: RunView): Promise<string> {
  const [device] = view.devices;
  const command = view.commands[0]?.text;
  const { entries, newestSearched } = await rollcall.listRuns({
    limit: searchedRuns,
    ...(command !== undefined && command !== '' && { command }),
    ...(device !== undefined && { device }),
  });
  const commands = setOf(view.commands.map(({ text }) => text));
  const devices = setOf(view.devices);
  const found = entries.find(
    (entry) =>
      entry.state !== 'running' &&
      isBefore(entry, view) &&
      entry.format === view.format &&
      setOf(entry.commands) === commands &&
      setOf(entry.deviceNames) === devices,
  );
  if (found !== undefined) return found.runId;
  const format = view.format === 'text' ? '' : `, in the format ${view.format}`;
  const searched = newestSearched === null ? '' : ` among the newest ${newestSearched}`;
  throw new RollcallError(
    'unknown_run',
    `there is no earlier run of these commands on these devices${format}${searched}`,
    {
      hint: 'name the other run: list_runs, or rollcall runs, lists them',
      phase: 'request',
    },
  );
}

function isBefore({ runId, startTime }: RunListEntry, view: RunView): boolean {
  return startTime < view.startTime || (startTime === view.startTime && runId < view.runId);
}

function setOf(texts: readonly string[]): string {
  return JSON.stringify(texts.toSorted());
}
