import { RollcallError } from '../base/rollcall-error.ts';
import type { SelectorInput } from '../model/run-request.ts';
import type { RunView } from '../result/run-view.ts';
import { previousRun } from './previous-run.ts';
import type { Rollcall } from './rollcall.ts';

/** In place of a run id: the run before the other one. */
export const previous = 'previous';

export interface ComparedRuns {
  readonly before: RunView;
  readonly after: RunView;
  /** Those that were asked for, at least one of them in these runs; undefined: all of the runs. */
  readonly devices: ReadonlySet<string> | undefined;
}

/**
 * Two runs to compare, the older one first, in whichever order they were named. Throws `unknown_run`, `bad_request` for a
 * run that goes on (what it will say is not known yet) or for answers of different formats, and `nothing_selected` where no
 * device of the runs is asked for.
 */
export async function readComparedRuns(
  rollcall: Rollcall,
  runA: string,
  runB: string,
  asked?: SelectorInput,
): Promise<ComparedRuns> {
  const a = await endedRun(rollcall, runA);
  const b = await endedRun(rollcall, runB === previous ? await previousRun(rollcall, a) : runB);
  if (a.format !== b.format) throw otherForm(a, b);
  const devices = asked === undefined ? undefined : await devicesIn([a, b], rollcall, asked);
  return isOlder(b, a) ? { before: b, after: a, devices } : { before: a, after: b, devices };
}

async function devicesIn(
  runs: readonly RunView[],
  rollcall: Rollcall,
  asked: SelectorInput,
): Promise<ReadonlySet<string>> {
  const inRuns = new Set(runs.flatMap((run) => run.devices));
  const selection = await rollcall.listDevices(asked);
  const names = selection.devices.map(({ name }) => name);
  if (names.some((name) => inRuns.has(name))) return new Set(names);
  throw new RollcallError('nothing_selected', 'none of the selected devices is part of these runs', {
    hint: 'compare without a selector to see which devices the runs have',
    phase: 'request',
  });
}

async function endedRun(rollcall: Rollcall, runId: string): Promise<RunView> {
  const view = await rollcall.readRun(runId);
  if (view.state !== 'running') return view;
  throw new RollcallError('bad_request', `run ${runId} has not ended`, {
    hint: 'wait for its end (get_run with wait_s, or rollcall runs), then compare',
    phase: 'request',
  });
}

/** Every line would differ, whatever has changed. */
function otherForm(a: RunView, b: RunView): RollcallError {
  const forms = `run ${a.runId} asked for ${a.format}, run ${b.runId} for ${b.format}`;
  return new RollcallError('bad_request', `answers of different formats cannot be compared: ${forms}`, {
    hint: 'compare with a run that asked for the same format',
    phase: 'request',
  });
}

/** Run ids begin with their time (ULID). */
function isOlder(a: RunView, b: RunView): boolean {
  return a.startTime === b.startTime ? a.runId < b.runId : a.startTime < b.startTime;
}
