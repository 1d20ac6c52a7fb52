import { type Priority, priorities } from '../model/priority.ts';

/**
 * A job that has waited this long counts as one priority higher, up to critical. 60 s: twice the default time a
 * command may take, so ordinary work has freed every place at least once before the order changes; low work competes
 * with critical work after three minutes and cannot starve.
 */
export const ageStepMs = 60_000;

/** 0 is critical. */
export type Rank = number;

export const rankOf = (priority: Priority): Rank => priorities.indexOf(priority);

export const rankCount = priorities.length;

/** The rank that a job of `base` has after its wait. */
export function agedRank(base: Rank, since: number, now: number): Rank {
  const steps = Math.floor(Math.max(0, now - since) / ageStepMs);
  return Math.max(0, base - steps);
}

/** When a job that is at `rank` now comes to the next one; never for critical. */
export function nextRise(base: Rank, rank: Rank, since: number): number {
  return rank === 0 ? Number.POSITIVE_INFINITY : since + (base - rank + 1) * ageStepMs;
}
