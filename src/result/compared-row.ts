import type { Outcome } from '../model/outcome.ts';
import type { CommandPair } from './pair-commands.ts';
import type { ResultRow } from './run-view.ts';

export const changeKinds = ['same', 'changed', 'new', 'gone', 'failed'] as const;
/**
 * `new`: only the later run has an answer to give. `gone`: only the earlier run names this device and command. `failed`:
 * there is no answer on a side that was asked, so nothing can be said of a change.
 */
export type ChangeKind = (typeof changeKinds)[number];

/** How one run stands to a device and command; `absent` where it names none such, `no_result` where it tells no end. */
export type SideState = Outcome | 'absent' | 'no_result';

/** One device and command of two runs. */
export interface ComparedRow {
  readonly device: string;
  readonly command: CommandPair;
  readonly kind: ChangeKind;
  readonly before: ResultRow | null;
  readonly after: ResultRow | null;
}

export function sideState(row: ResultRow | null): SideState {
  if (row === null) return 'absent';
  return row.finished?.outcome ?? 'no_result';
}
