import { LineScan } from '../base/line-scan.ts';
import { type AnswerGroup, shownLines } from './answer-groups.ts';
import { DiffEffort, lineChanges } from './line-changes.ts';
import type { LineDistance } from './line-distance.ts';
import { isOrderFree } from './order-free.ts';
import { ReferenceLines } from './reference-lines.ts';
import { setDiff, unifiedDiff } from './unified-diff.ts';

/** How a group's answer differs from a more common one. */
export interface GroupDifference {
  /** That group. */
  readonly from: AnswerGroup;
  /** Lines that only one of the two has; at least 1. */
  readonly distance: number;
  /** Null where it would be no shorter than the output. */
  readonly diff: string | null;
}

/** Groups of one command that others are compared with. */
const maxReferences = 8;

/** A group is common where it has this part of a command's answers, and more than one. */
const commonShare = 1 / 20;

/**
 * Each group but the largest of its command against the nearest of the common ones that are shown whole. Takes the
 * groups as `groupAnswers` gives them. Linear but for the diffs, and those are bounded.
 */
export function compareGroups(groups: readonly AnswerGroup[]): ReadonlyMap<AnswerGroup, GroupDifference> {
  const differences = new Map<AnswerGroup, GroupDifference>();
  const comparing: Comparing = { effort: new DiffEffort(), masked: new LineScan(), shown: new LineScan() };
  const totals: number[] = [];
  for (const { command, rows } of groups) totals[command.index] = (totals[command.index] ?? 0) + rows.length;
  let references: Reference[] = [];
  for (const group of groups) {
    if (references[0]?.group.command !== group.command) references = [];
    const difference = nearest(group, references, comparing);
    if (difference !== null) differences.set(group, difference);
    const common = isCommon(group.rows.length, totals[group.command.index] ?? 0);
    const isReference = references.length === 0 || (difference?.diff === null && common);
    if (isReference && references.length < maxReferences) {
      const lines = new ReferenceLines(group.masked);
      const isAsSent = group.masked === group.output;
      references.push({ group, lines, shown: isAsSent ? lines.scan : shownLines(group, lines.count, new LineScan()) });
    }
  }
  return differences;
}

/** Whether so many of a command's answers are more than a few. */
export function isCommon(count: number, total: number): boolean {
  return count > 1 && count >= total * commonShare;
}

interface Reference {
  readonly group: AnswerGroup;
  readonly lines: ReferenceLines;
  readonly shown: LineScan;
}

/** What serves all comparisons: the effort that is left, and the lines of the group at hand. */
interface Comparing {
  readonly effort: DiffEffort;
  readonly masked: LineScan;
  readonly shown: LineScan;
}

function nearest(group: AnswerGroup, references: readonly Reference[], comparing: Comparing): GroupDifference | null {
  if (references.length === 0) return null;
  const { effort, masked } = comparing;
  const lines = masked.read(group.masked);
  const measured = references
    .map((reference) => ({ reference, distance: reference.lines.distanceTo(lines) }))
    .sort((a, b) => a.distance.lines - b.distance.lines);
  const [best] = measured;
  if (best === undefined) return null;
  const { reference, distance } = best;
  const fits = distance.chars < group.output.length && distance.lines <= effort.maxChanges;
  const diff = fits ? diffOf(group, reference, distance, comparing) : null;
  return { from: reference.group, distance: Math.max(1, distance.lines), diff };
}

/** Told apart with masks, shown as the first devices of both sent it. Null where it would be no shorter than the output. */
function diffOf(
  group: AnswerGroup,
  { lines, shown: base }: Reference,
  distance: LineDistance,
  comparing: Comparing,
): string | null {
  const { length } = group.output;
  const isAsSent = group.masked === group.output;
  const other = isAsSent ? comparing.masked : shownLines(group, distance.ids.length, comparing.shown);
  if (isOrderFree(group.command.text)) {
    const diff = setDiff(base, other, distance.changes);
    return diff.length < length ? diff : null;
  }
  const changes = lineChanges(lines.ids, distance, comparing.effort);
  return changes === null ? null : unifiedDiff(base, other, changes, length);
}
