import type { Command } from '../model/command.ts';
import type { ErrorDetail } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import { devicesOf, type FinishedRow } from './finished-row.ts';

/** Rows that failed the same way: outcome, code, phase, message and hint are equal. */
export interface FailureRows {
  readonly outcome: Outcome;
  readonly error: ErrorDetail;
  /** Null where each of these devices failed so on every command of the run. */
  readonly command: Command | null;
  readonly devices: readonly string[];
  /** In selector order; never empty. */
  readonly rows: readonly FinishedRow[];
}

/** Most devices first, then by first device. */
export function groupFailures(rows: readonly FinishedRow[], commandCount: number): readonly FailureRows[] {
  const alike = new Map<string, FinishedRow[]>();
  for (const finished of rows) {
    if (finished.end.outcome !== 'ok') push(alike, likeness(finished), finished);
  }
  const groups = [...alike.values()].flatMap((members) => splitByCommand(members, commandCount));
  return groups.sort((a, b) => b.devices.length - a.devices.length);
}

/** What stands for a failure's error where the log holds none. */
export function errorOf({ end }: FinishedRow): ErrorDetail {
  return end.error ?? { code: end.outcome, message: 'no reason was recorded' };
}

function likeness(finished: FinishedRow): string {
  const { code, phase, message, hint } = errorOf(finished);
  return JSON.stringify([finished.end.outcome, code, phase, message, hint]);
}

/** Devices that failed so on every command are named once; the others once for each command. */
function splitByCommand(members: readonly FinishedRow[], commandCount: number): FailureRows[] {
  const perDevice = new Map<string, FinishedRow[]>();
  for (const member of members) push(perDevice, member.row.device, member);
  const parts = new Map<Command | null, FinishedRow[]>();
  for (const ofDevice of perDevice.values()) {
    const everywhere = ofDevice.length === commandCount;
    for (const member of ofDevice) push(parts, everywhere ? null : member.row.command, member);
  }
  return [...parts].flatMap(([command, part]) => {
    const [first] = part;
    if (first === undefined) return [];
    return [{ outcome: first.end.outcome, error: errorOf(first), command, devices: devicesOf(part), rows: part }];
  });
}

function push<Key>(map: Map<Key, FinishedRow[]>, key: Key, row: FinishedRow): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [row]);
  else list.push(row);
}
