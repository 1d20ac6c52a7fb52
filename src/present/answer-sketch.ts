import type { FailureGroup, Group, Result, RunDocument } from '../model/run-document.ts';
import type { RunAccount } from '../result/run-account.ts';
import { outliersFirst } from './answer-order.ts';
import { type Draft, failureDraft, sizeOf, usefulSize } from './draft.ts';
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
 * As many groups as have room for a useful piece of their text: the largest of each command, then what differs from most,
 * then the others by size. What a kept diff goes from is kept. The rest of each command becomes one group that only names
 * its devices.
 */
export function fittingGroups(drafts: readonly Draft<Group>[], room: number): readonly Draft<Group>[] {
  const { outliers, others } = outliersFirst(drafts);
  const marked = new Map(outliers.map((draft) => [draft, { ...draft, isOutlier: true }]));
  const shown = [...outliers, ...others];
  const sizes = new Map(drafts.map((draft) => [draft, usefulSize(draft, usefulChars)]));
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total <= room) return shown.map((draft) => marked.get(draft) ?? draft);
  const kept = new Set<Draft<Group>>();
  let left = room - sizeOf(mergeGroups(drafts));
  const byId = new Map(drafts.map((draft) => [draft.place('', 0).id, draft]));
  const largest = drafts.filter((draft) => draft.place('', 0).distance === undefined);
  const bySize = [...others].sort((a, b) => b.rows.length - a.rows.length);
  for (const draft of [...largest, ...outliers, ...bySize]) {
    const needed = [draft, byId.get(draft.place('', 0).diff_from ?? -1)].filter(
      (each) => each !== undefined && !kept.has(each),
    );
    left -= needed.reduce((sum, each) => sum + (each === undefined ? 0 : (sizes.get(each) ?? 0)), 0);
    if (left < 0) break;
    for (const each of needed) if (each !== undefined) kept.add(each);
  }
  const merged = mergeGroups(drafts.filter((draft) => !kept.has(draft)));
  return [...shown.filter((draft) => kept.has(draft)).map((draft) => marked.get(draft) ?? draft), ...merged];
}
