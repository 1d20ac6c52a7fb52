import type { Masker } from '../model/masker.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import type { Check, Snapshot } from '../model/snapshot.ts';
import type { SnapshotCheckDocument } from '../model/snapshot-check-document.ts';
import type { ChangeGroup } from '../result/change-groups.ts';
import { type CheckedGroup, checkRuns } from '../result/check-runs.ts';
import { compareRuns } from '../result/compare-runs.ts';
import type { RunView } from '../result/run-view.ts';
import { changeOf } from './comparison-document.ts';

/** What the checks of a snapshot came to: `before` is its own run, `after` one of the same commands. */
export function snapshotCheck(
  snapshot: Snapshot,
  before: RunView,
  after: RunView,
  { masker }: { readonly masker: Masker },
): SnapshotCheckDocument {
  const comparison = compareRuns(before, after, { masker });
  const groups = checkRuns(
    comparison,
    snapshot.commands.map(({ checks }) => checks),
  );
  const count = (state: CheckedGroup['state']): number =>
    groups.reduce((sum, group) => sum + (group.state === state ? group.devices.length : 0), 0);
  const counts = { holds: count('holds'), fails: count('fails'), unchecked: count('unchecked') };
  return {
    snapshot: snapshot.name,
    selector: snapshot.selector,
    before: { run_id: before.runId, state: before.state, start_time: before.startTime },
    after: { run_id: after.runId, state: after.state, start_time: after.startTime },
    summary: { total: counts.holds + counts.fails + counts.unchecked, ...counts },
    checks: groups.map(({ command, check, state, devices, detail, change }) => ({
      command: command.text,
      ...(command.label !== null && { label: command.label }),
      check,
      state,
      devices: foldNames(devices),
      count: devices.length,
      detail: change === null ? detail : changeText(change),
      ...(change !== null && { diff: changeOf(change, false).diff }),
    })),
    masked: [...comparison.masks],
  };
}

function changeText(change: ChangeGroup): string {
  const { removed, added, note } = changeOf(change, false);
  const counts = [...(removed ? [`${removed} gone`] : []), ...(added ? [`${added} new`] : [])];
  return note ?? `lines: ${counts.join(', ')}`;
}

/** A check as a person would write it: `delta <= 5 % of "…"`. */
export function checkText({ delta, in_range, not_smaller }: Check): string {
  if (delta !== undefined) return `delta at most ${delta.percent} % of ${JSON.stringify(delta.pattern)}`;
  if (in_range !== undefined) {
    const { min, max, pattern } = in_range;
    const bounds = [...(min === undefined ? [] : [`from ${min}`]), ...(max === undefined ? [] : [`up to ${max}`])];
    return `in range ${bounds.join(' ')} of ${JSON.stringify(pattern)}`;
  }
  return not_smaller === undefined ? 'no diff' : `not smaller: lines of ${JSON.stringify(not_smaller.pattern)}`;
}
