import { diffArrays } from 'diff';
import type { LineChanges, LineDistance } from './line-distance.ts';

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

/**
 * The fewest changes from `base` to another text, lines given by number; null where that takes too much effort. Linear
 * where the lines that both have stand in the same order in both, as they mostly do: no sequence in both can be longer
 * than all of them.
 */
export function lineChanges(base: Int32Array, { ids, changes }: LineDistance, effort: DiffEffort): LineChanges | null {
  let start = 0;
  while (start < base.length && start < ids.length && base[start] === ids[start]) start += 1;
  let end = 0;
  const most = Math.min(base.length, ids.length) - start;
  while (end < most && base[base.length - 1 - end] === ids[ids.length - 1 - end]) end += 1;
  // Of lines that are there often, as `}` is, the last may stand in what both end with: then it is one before that.
  const between = {
    removed: lastBetween(base, changes.removed, start, base.length - end),
    added: lastBetween(ids, changes.added, start, ids.length - end),
  };
  return isInOrder(base, ids, between) ? between : fewestChanges(base, ids, start, end, effort);
}

/** As many of each number as are changed, but of those between two places the last. */
function lastBetween(lines: Int32Array, changed: Uint8Array, start: number, end: number): Uint8Array {
  if (!changed.subarray(0, start).includes(1) && !changed.subarray(end).includes(1)) return changed;
  const left = new Map<number, number>();
  changed.forEach((isChanged, at) => {
    const line = lines[at] ?? -1;
    if (isChanged === 1) left.set(line, (left.get(line) ?? 0) + 1);
  });
  const last = new Uint8Array(lines.length);
  for (let at = end - 1; at >= start; at -= 1) {
    const line = lines[at] ?? -1;
    const still = left.get(line) ?? 0;
    if (still === 0) continue;
    left.set(line, still - 1);
    last[at] = 1;
  }
  return last;
}

function isInOrder(base: Int32Array, other: Int32Array, { removed, added }: LineChanges): boolean {
  let at = -1;
  for (let index = 0; index < other.length; index += 1) {
    if (added[index] === 1) continue;
    at += 1;
    while (removed[at] === 1) at += 1;
    if (base[at] !== other[index]) return false;
  }
  return true;
}

/** `start` and `end`: how many lines both begin and end with. */
function fewestChanges(
  base: Int32Array,
  other: Int32Array,
  start: number,
  end: number,
  effort: DiffEffort,
): LineChanges | null {
  const maxEditLength = effort.maxChanges;
  const baseMiddle = [...base.subarray(start, base.length - end)];
  const otherMiddle = [...other.subarray(start, other.length - end)];
  const parts = diffArrays(baseMiddle, otherMiddle, { maxEditLength });
  const removed = new Uint8Array(base.length);
  const added = new Uint8Array(other.length);
  let [baseAt, otherAt, changes] = [start, start, 0];
  for (const part of parts ?? []) {
    if (part.removed) removed.fill(1, baseAt, baseAt + part.count);
    else if (part.added) added.fill(1, otherAt, otherAt + part.count);
    if (part.removed || part.added) changes += part.count;
    if (!part.added) baseAt += part.count;
    if (!part.removed) otherAt += part.count;
  }
  effort.spend(parts === undefined ? maxEditLength : changes);
  return parts === undefined ? null : { removed, added };
}
