import type { Outcome } from '../model/outcome.ts';
import type { FinishedRow } from './finished-row.ts';

export interface Retries {
  /** The most attempts made on one of the rows. */
  readonly attempts?: number;
  /** How those before the last ended, each outcome once; absent where all ended as the last. */
  readonly earlier_outcomes?: Outcome[];
}

/** What was tried again among rows of one outcome; nothing where none was. */
export function retriesOf(rows: readonly FinishedRow[]): Retries {
  const retried = rows.filter(({ row }) => row.earlierAttempts.length > 0);
  if (retried.length === 0) return {};
  const earlier = new Set(retried.flatMap(({ row }) => row.earlierAttempts.map(({ outcome }) => outcome)));
  const attempts = retried.reduce((most, { end }) => Math.max(most, end.attempts), 0);
  const alike = retried.every(({ end }) => earlier.size === 1 && earlier.has(end.outcome));
  return { attempts, ...(!alike && { earlier_outcomes: [...earlier] }) };
}
