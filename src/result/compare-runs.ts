import { type Masker, noMasks } from '../model/masker.ts';
import { masking } from './answer-groups.ts';
import { type ChangeGroup, ChangeGroups } from './change-groups.ts';
import { type ChangeKind, type ComparedRow, sideState } from './compared-row.ts';
import { isOrderFree } from './order-free.ts';
import { type CommandPair, pairCommands } from './pair-commands.ts';
import type { ResultRow, RunView } from './run-view.ts';

export interface RunComparison {
  readonly before: RunView;
  readonly after: RunView;
  readonly commands: readonly CommandPair[];
  /** One for each device and command that either run has. */
  readonly rows: readonly ComparedRow[];
  /** Devices that were asked for and that neither run has. */
  readonly absent: readonly string[];
  /** The changed ones, equal changes once; by command, then the most devices first. */
  readonly changes: readonly ChangeGroup[];
  /** Names of the masks that fired, sorted. */
  readonly masks: readonly string[];
}

export interface CompareOptions {
  /** Default: none, so that only equal bytes are the same. */
  readonly masker?: Masker | undefined;
  /** Only these. */
  readonly devices?: ReadonlySet<string> | undefined;
}

/** What has changed from one ended run to another: exactly one verdict for each device and command of either. */
export function compareRuns(before: RunView, after: RunView, options: CompareOptions = {}): RunComparison {
  const { masker = noMasks, devices } = options;
  const commands = pairCommands(before.commands, after.commands);
  const known = new Set([...after.devices, ...before.devices]);
  const names = [...known].filter((name) => devices?.has(name) ?? true);
  const absent = [...(devices ?? [])].filter((name) => !known.has(name));
  const maskBefore = masking(before, masker);
  const maskAfter = masking(after, masker);
  const fired = new Set<string>();
  const groups = new ChangeGroups();
  const rows = names.flatMap((device) =>
    commands.flatMap((command): ComparedRow[] => {
      const pair = {
        device,
        command,
        before: rowOf(before, device, command.before),
        after: rowOf(after, device, command.after),
      };
      const kind = kindOf(pair.before, pair.after);
      if (kind === null) return [];
      if (kind !== 'same' || pair.before === null || pair.after === null) return [{ ...pair, kind }];
      if (sameBytes(pair.before, pair.after)) return [{ ...pair, kind }];
      const [was, is] = [maskBefore(pair.before), maskAfter(pair.after)];
      for (const mask of [...was.masks, ...is.masks]) fired.add(mask);
      const sameText = was.text === is.text || (isOrderFree(command.text) && sorted(was.text) === sorted(is.text));
      if (sameText && sameEnd(pair.before, pair.after)) return [{ ...pair, kind }];
      const row: ComparedRow = { ...pair, kind: 'changed' };
      groups.add(row, { row: pair.before, masked: was.text }, { row: pair.after, masked: is.text });
      return [row];
    }),
  );
  return { before, after, commands, rows, absent, changes: groups.sorted(), masks: [...fired].sort() };
}

function rowOf(view: RunView, device: string, commandIndex: number | null): ResultRow | null {
  return commandIndex === null ? null : (view.row(device, commandIndex) ?? null);
}

/** `same` as far as outcomes tell; null where neither run has it. */
function kindOf(before: ResultRow | null, after: ResultRow | null): ChangeKind | null {
  if (before === null && after === null) return null;
  if (after === null) return 'gone';
  if (sideState(after) !== 'ok' || (before !== null && sideState(before) !== 'ok')) return 'failed';
  return before === null ? 'new' : 'same';
}

function sameBytes(before: ResultRow, after: ResultRow): boolean {
  return before.stdout === after.stdout && sameEnd(before, after);
}

function sameEnd(before: ResultRow, after: ResultRow): boolean {
  return before.stderr === after.stderr && before.finished?.exit_status === after.finished?.exit_status;
}

function sorted(text: string): string {
  return text.split('\n').sort().join('\n');
}
