import type { RunView } from '../result/run-view.ts';
import { type TableOptions, textTable } from './text-table.ts';

export interface RunTableEntry {
  /** Absent: a run. */
  readonly kind?: 'plan' | undefined;
  /** The step of a plan that it is a part of. */
  readonly plan?: { readonly step: string } | undefined;
  readonly runId: string;
  readonly state: RunView['state'];
  readonly startTime: string;
  readonly commands: readonly string[];
  /** Folded selector. */
  readonly devices: string;
  readonly deviceCount: number;
}

/** One line a run for `rollcall runs`, in the order given. The longest column is last: on a terminal it is cut. */
export function runTable(runs: readonly RunTableEntry[], options: TableOptions = {}): string {
  const rows = runs.map(({ runId, state, startTime, commands, devices, deviceCount, kind, plan }) => [
    runId,
    startTime.replace(/\.\d+Z$/, 'Z'),
    state,
    `${kind === undefined ? '' : 'plan '}${plan === undefined ? '' : `[${plan.step}] `}${commands.join(' ; ')}`,
    `${deviceCount}: ${devices}`,
  ]);
  return textTable(['RUN', 'STARTED', 'STATE', 'COMMAND', 'DEVICES'], rows, options);
}
