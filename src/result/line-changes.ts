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
export function lineChanges(base: Int32Array, distance: LineDistance, effort: DiffEffort): LineChanges | null {
  const { ids, changes } = distance;
  return isInOrder(base, ids, changes) ? changes : fewestChanges(base, ids, effort);
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

function fewestChanges(base: Int32Array, other: Int32Array, effort: DiffEffort): LineChanges | null {
  let start = 0;
  while (start < base.length && start < other.length && base[start] === other[start]) start += 1;
  let end = 0;
  const most = Math.min(base.length, other.length) - start;
  while (end < most && base[base.length - 1 - end] === other[other.length - 1 - end]) end += 1;

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
