import type { Command } from '../model/command.ts';
import type { MaskedText, Masker } from '../model/masker.ts';
import type { FinishedRow } from './finished-row.ts';
import { isOrderFree } from './order-free.ts';
import { linesOf } from './reference-lines.ts';
import type { RunView } from './run-view.ts';
import { TextIds } from './text-ids.ts';

/** Successful rows of one command with the same stderr and exit status, and stdout that masks make the same. */
export interface AnswerGroup {
  readonly command: Command;
  /** As the first of its devices sent it. */
  readonly output: string;
  /** The same with masks. */
  readonly masked: string;
  /** Names of the masks that fired. */
  readonly masks: readonly string[];
  readonly stderr: string;
  readonly exitStatus: number | null;
  /** In selector order; never empty. */
  readonly rows: readonly FinishedRow[];
}

/** What of a row's stdout is compared. */
export type RowMask = (row: FinishedRow['row']) => MaskedText;

/** Bytes as they came. */
export const bytesOf: RowMask = ({ stdout }) => ({ text: stdout, masks: [] });

export function masking(view: RunView, masker: Masker): RowMask {
  return ({ device, command, stdout }) =>
    masker(stdout, {
      platform: view.platformOf(device),
      command: command.text,
      device,
      address: view.addressOf(device),
    });
}

interface GrowingGroup extends AnswerGroup {
  readonly masks: string[];
  readonly rows: FinishedRow[];
}

/**
 * By command, then largest group first, then by first device. Equal bytes are equal answers, whoever sent them: only
 * the first of them is masked.
 */
export function groupAnswers(rows: readonly FinishedRow[], mask: RowMask): readonly AnswerGroup[] {
  const ids = new TextIds();
  const byBytes = new Map<string, GrowingGroup>();
  const byMasked = new Map<string, GrowingGroup>();
  const groups: GrowingGroup[] = [];
  for (const finished of rows) {
    const { row, end } = finished;
    if (end.outcome !== 'ok') continue;
    const { stdout, stderr, command } = row;
    const others = `${command.index} ${end.exit_status} ${ids.idOf(stderr)}`;
    const bytesKey = `${others} ${ids.idOf(stdout)}`;
    const equal = byBytes.get(bytesKey);
    if (equal !== undefined) {
      equal.rows.push(finished);
      continue;
    }
    const { text, masks } = mask(row);
    const maskedKey = `${others} ${ids.idOf(isOrderFree(command.text) ? sortedLines(text) : text)}`;
    let group = byMasked.get(maskedKey);
    if (group === undefined) {
      const exitStatus = end.exit_status;
      group = { command, output: stdout, masked: text, masks: [], stderr, exitStatus, rows: [] };
      groups.push(group);
      byMasked.set(maskedKey, group);
    }
    byBytes.set(bytesKey, group);
    group.rows.push(finished);
    for (const name of masks) if (!group.masks.includes(name)) group.masks.push(name);
  }
  // Groups were made in the order of their first device, and sorting is stable.
  return groups.sort((a, b) => a.command.index - b.command.index || b.rows.length - a.rows.length);
}

function sortedLines(text: string): string {
  return text.split('\n').sort().join('\n');
}

/**
 * The lines of a group's masked text, as they were sent. Masks keep each line in its place, or drop some at the end; where
 * they did not, it is the masked lines.
 */
export function shownLines({ output, masked }: AnswerGroup, count: number): readonly string[] {
  const lines = linesOf(output);
  return lines.length >= count ? lines.slice(0, count) : linesOf(masked);
}
