import type { FailureGroup, Group, Result, RunDocument } from '../model/run-document.ts';
import type { RunAccount } from '../result/run-account.ts';
import { bareSize, type Draft, failureDraft, sizeOf, usefulSize } from './draft.ts';
import { failureMerges, mergeGroups } from './merge-parts.ts';

/** An answer whose parts are chosen; only their long texts are still to be cut. */
export interface AnswerSketch {
  /** Everything but the parts. */
  readonly frame: RunDocument;
  readonly groups: readonly Draft<Group>[] | null;
  readonly failures: readonly Draft<FailureGroup>[];
  /** Null: left out. */
  readonly results: readonly Draft<Result>[] | null;
  /** Whether the results' texts are filled in one after the other, so that only the last is cut; else all share. */
  readonly inOrder: boolean;
}

/** What `truncated` and `next` take, about; the fit is measured in the end. */
export const reservedChars = 300;

/** An answer is not shown at all rather than with less than this of its text (or all of a shorter one). */
export const usefulChars = 400;

/** The document without its parts; warnings that would take more than an eighth of the answer are counted. */
export function frameOf(whole: RunDocument, maxChars: number): { frame: RunDocument; frameSize: number } {
  const { results, ...rest } = whole;
  const frame = { ...rest, failures: [], warnings: shortWarnings(whole.warnings, maxChars / 8) };
  if (frame.groups !== undefined) frame.groups = [];
  return { frame, frameSize: JSON.stringify(frame).length + reservedChars };
}

function shortWarnings(warnings: readonly string[], room: number): string[] {
  let used = 0;
  const end = warnings.findIndex((warning) => {
    used += JSON.stringify(warning).length + 1;
    return used > room;
  });
  if (end === -1) return [...warnings];
  return [...warnings.slice(0, end), `${warnings.length - end} more warnings are left out`];
}

export function failureDrafts(account: RunAccount, whole: RunDocument): readonly Draft<FailureGroup>[] {
  return whole.failures.map((failure, index) => failureDraft(failure, account.failures[index]?.rows ?? []));
}

/** The most detailed form of the failures that fits into `room`, else the shortest. */
export function fittingFailures(drafts: readonly Draft<FailureGroup>[], room: number): readonly Draft<FailureGroup>[] {
  let shortest = drafts;
  for (const merge of failureMerges) {
    shortest = merge(drafts);
    if (sizeOf(shortest) <= room) break;
  }
  return shortest;
}

/**
 * As many groups as have room for a useful piece of their output, those of most devices first; the rest of each
 * command becomes one group that only names its devices.
 */
export function fittingGroups(drafts: readonly Draft<Group>[], room: number): readonly Draft<Group>[] {
  const sizes = new Map(drafts.map((draft) => [draft, usefulSize(draft, usefulChars)]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= room) return drafts;
  // Stable: of equally many devices the earlier group of a command goes first.
  const byWeight = [...drafts].sort((a, b) => b.rows.length - a.rows.length);
  let left = room - sizeOf(mergeGroups(drafts));
  const kept = new Set<Draft<Group>>();
  for (const draft of byWeight) {
    left -= sizes.get(draft) ?? bareSize(draft);
    if (left < 0) break;
    kept.add(draft);
  }
  const merged = mergeGroups(drafts.filter((draft) => !kept.has(draft)));
  const shown = [...drafts.filter((draft) => kept.has(draft)), ...merged];
  return shown.sort((a, b) => commandIndex(a) - commandIndex(b));
}

function commandIndex({ rows }: Draft<Group>): number {
  return rows[0]?.row.command.index ?? 0;
}
