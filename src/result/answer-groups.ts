import type { LineScan } from '../base/line-scan.ts';
import type { Command } from '../model/command.ts';
import type { MaskedText, Masker } from '../model/masker.ts';
import type { FinishedRow } from './finished-row.ts';
import { isOrderFree } from './order-free.ts';
import { linesOf } from './reference-lines.ts';
import type { ResultRow, RunView } from './run-view.ts';
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

/** What was selected counts as it is. Of an answer with only some lines left, the whole is masked: a table needs its header. */
export function masking(view: RunView, masker: Masker): RowMask {
  if (view.reduction?.select !== undefined) return bytesOf;
  return (row) => {
    const { device, command, stdout, kept } = row;
    const platform = view.platformOf(device);
    const address = view.addressOf(device);
    const masked = masker(kept?.answer ?? stdout, { platform, command: command.text, device, address });
    return kept === undefined ? masked : keptOf(masked, kept.lines, row);
  };
}

/** Masks keep each line in its place, or drop some at the end. */
function keptOf({ text, masks }: MaskedText, kept: readonly number[], { stdout }: ResultRow): MaskedText {
  const lines = linesOf(text);
  const left = kept.map((line) => lines[line] ?? '').join('');
  return { text: left, masks: left === stdout ? [] : masks };
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
    const bytesId = ids.idOf(stdout);
    const bytesKey = `${others} ${bytesId}`;
    const equal = byBytes.get(bytesKey);
    if (equal !== undefined) {
      equal.rows.push(finished);
      continue;
    }
    const { text, masks } = mask(row);
    // Where nothing was masked the text is kept, and read, once.
    const masked = text === stdout ? stdout : text;
    const maskedId = isOrderFree(command.text)
      ? ids.idOf(sortedLines(masked))
      : masked === stdout
        ? bytesId
        : ids.idOf(masked);
    const maskedKey = `${others} ${maskedId}`;
    let group = byMasked.get(maskedKey);
    if (group === undefined) {
      const exitStatus = end.exit_status;
      group = { command, output: stdout, masked, masks: [], stderr, exitStatus, rows: [] };
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
 * So many lines of a group's masked text, as they were sent, read into `scan`. Masks keep each line in its place, or drop
 * some at the end; where they did not, it is the masked lines.
 */
export function shownLines({ output, masked }: AnswerGroup, count: number, scan: LineScan): LineScan {
  scan.read(output);
  return scan.count >= count ? scan : scan.read(masked);
}
