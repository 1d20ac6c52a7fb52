import { diffArrays } from 'diff';

/** Which lines of the one are gone, and which of the other are new; what is neither stands in both, in the same order. */
export interface LineChanges {
  readonly removed: readonly boolean[];
  readonly added: readonly boolean[];
}

/**
 * What comparing may cost, in steps of Myers' algorithm: about the square of the lines that differ. Counted, not timed,
 * so that the same run always gives the same account.
 */
export class DiffEffort {
  static readonly #each = 500;
  #left = 3_000_000;

  /** The lines that may differ at most in the next comparison. */
  get maxChanges(): number {
    return Math.min(DiffEffort.#each, Math.floor(Math.sqrt(this.#left)));
  }

  spend(changes: number): void {
    this.#left -= changes ** 2;
  }
}

/** The fewest changes from `base` to `other`, lines given by number; null where that takes too much effort. */
export function lineChanges(base: readonly number[], other: readonly number[], effort: DiffEffort): LineChanges | null {
  let start = 0;
  while (start < base.length && start < other.length && base[start] === other[start]) start += 1;
  let end = 0;
  const most = Math.min(base.length, other.length) - start;
  while (end < most && base[base.length - 1 - end] === other[other.length - 1 - end]) end += 1;

  const baseMiddle = base.slice(start, base.length - end);
  const otherMiddle = other.slice(start, other.length - end);
  const inOrder = changesInOrder(baseMiddle, otherMiddle);
  if (inOrder !== null) {
    const around = (changed: readonly boolean[], length: number): boolean[] =>
      Array.from({ length }, (_, at) => changed[at - start] ?? false);
    return { removed: around(inOrder.removed, base.length), added: around(inOrder.added, other.length) };
  }

  const removed = base.map(() => false);
  const added = other.map(() => false);
  const maxEditLength = effort.maxChanges;
  const parts = diffArrays(baseMiddle, otherMiddle, { maxEditLength });
  let [baseAt, otherAt, changes] = [start, start, 0];
  for (const part of parts ?? []) {
    if (part.removed) removed.fill(true, baseAt, baseAt + part.count);
    else if (part.added) added.fill(true, otherAt, otherAt + part.count);
    if (part.removed || part.added) changes += part.count;
    if (!part.added) baseAt += part.count;
    if (!part.removed) otherAt += part.count;
  }
  effort.spend(parts === undefined ? maxEditLength : changes);
  return parts === undefined ? null : { removed, added };
}

/**
 * The same in linear time, where the lines that both have stand in the same order in both, as they mostly do: no sequence
 * in both can be longer than all of them. Null where they do not.
 */
function changesInOrder(base: readonly number[], other: readonly number[]): LineChanges | null {
  const { removed, added } = setChanges(base, other);
  let at = -1;
  for (const [index, line] of other.entries()) {
    if (added[index]) continue;
    at += 1;
    while (removed[at]) at += 1;
    if (base[at] !== line) return null;
  }
  return { removed, added };
}

/** The same where the order of lines means nothing. */
export function setChanges(base: readonly number[], other: readonly number[]): LineChanges {
  return { removed: beyond(base, other), added: beyond(other, base) };
}

/** Of each line as many as the others have not, the last of them. */
function beyond(lines: readonly number[], others: readonly number[]): readonly boolean[] {
  const left = new Map<number, number>();
  for (const line of others) if (line >= 0) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.map((line) => {
    const still = left.get(line) ?? 0;
    if (still > 0) left.set(line, still - 1);
    return still === 0;
  });
}
