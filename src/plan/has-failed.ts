import type { PlanStep } from '../model/plan-step.ts';
import { countOf } from './wave-sizes.ts';

export interface Tally {
  /** Devices, or with `for_each` devices and commands, and rows that were refused. */
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Whether a step has failed: more failed than `max_failed` (a share is of all its targets), or none succeeded. Where it says
 * nothing, a step goes on with whatever succeeded, and one with waves bears no failure: that is what waves are for.
 */
export function hasFailed({ max_failed, waves }: PlanStep, { total, succeeded, failed }: Tally): boolean {
  if (failed > 0 && succeeded === 0 && max_failed === undefined) return true;
  return failed > failuresBorne({ max_failed, waves }, total);
}

export function failuresBorne({ max_failed, waves }: Pick<PlanStep, 'max_failed' | 'waves'>, total: number): number {
  return max_failed === undefined ? (waves === undefined ? total : 0) : countOf(max_failed, total);
}
