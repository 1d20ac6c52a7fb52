import type { Check } from '../model/snapshot.ts';
import type { ChangeGroup } from './change-groups.ts';
import { type CheckVerdict, checkStates, checkValues } from './check-values.ts';
import type { RunComparison } from './compare-runs.ts';
import { type ComparedRow, sideState } from './compared-row.ts';
import type { CommandPair } from './pair-commands.ts';

/** Devices of which one check came to the same. */
export interface CheckedGroup extends CheckVerdict {
  readonly command: CommandPair;
  readonly check: Check;
  /** In selector order; never empty. */
  readonly devices: readonly string[];
  /** Where `no_diff` fails. */
  readonly change: ChangeGroup | null;
}

/**
 * Each check of each command on each device, equal findings once: what fails first, then what could not be checked.
 * `checks`: those of each command, by its place in the later run.
 */
export function checkRuns(comparison: RunComparison, checks: readonly (readonly Check[])[]): readonly CheckedGroup[] {
  const changes = new Map(comparison.changes.flatMap((change) => change.rows.map((row) => [row, change] as const)));
  const groups = new Map<string, CheckedGroup & { readonly devices: string[] }>();
  const changeIds = new Map(comparison.changes.map((change, index) => [change, index]));
  for (const row of comparison.rows) {
    const { command, device } = row;
    (checks[command.after ?? command.before ?? -1] ?? []).forEach((check, place) => {
      const verdict = verdictOf(row, check);
      const change = check.no_diff && verdict.state === 'fails' ? (changes.get(row) ?? null) : null;
      const changeId = change === null ? '' : changeIds.get(change);
      const key = JSON.stringify([command.index, place, verdict.state, verdict.detail, changeId]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { ...verdict, command, check, change, devices: [device] });
      else group.devices.push(device);
    });
  }
  const rank = ({ state }: CheckedGroup): number => checkStates.indexOf(state);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b) || a.command.index - b.command.index);
}

function verdictOf(row: ComparedRow, check: Check): CheckVerdict {
  const { kind, before, after } = row;
  if (kind === 'new') return { state: 'unchecked', detail: 'not in the snapshot' };
  if (kind === 'gone') return { state: 'unchecked', detail: 'not selected any more' };
  if (kind === 'failed' || before === null || after === null) {
    const why = (after?.finished?.error ?? before?.finished?.error)?.message;
    const sides = `before ${sideState(before)}, after ${sideState(after)}`;
    return { state: 'unchecked', detail: why === undefined ? sides : `${sides}: ${why}` };
  }
  if (!check.no_diff) return checkValues(check, before.stdout, after.stdout);
  return kind === 'same' ? { state: 'holds', detail: 'no difference' } : { state: 'fails', detail: 'it changed' };
}
