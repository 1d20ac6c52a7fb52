import type { Group } from '../model/run-document.ts';
import type { FinishedRow } from './finished-row.ts';

/** Of how many of these answers another run is the source, and how old the oldest is; undefined where all are new. */
export function reusedOf(rows: readonly FinishedRow[]): Group['reused'] {
  const ages = rows.flatMap(({ end }) => (end.reused === undefined ? [] : [end.reused.age_s]));
  if (ages.length === 0) return undefined;
  return { count: ages.length, oldest_age_s: ages.reduce((oldest, age) => Math.max(oldest, age)) };
}
