import type { RunDocument } from '../model/run-document.ts';
import { durationText } from './duration-text.ts';

/** `7 of 8 succeeded in 1.2 s; 1 auth_failed` */
export function summaryLine({ state, summary }: Pick<RunDocument, 'state' | 'summary'>): string {
  const { total, succeeded, pending, by_outcome, total_duration } = summary;
  const failures = Object.entries(by_outcome)
    .filter(([outcome]) => outcome !== 'ok')
    .sort((a, b) => b[1] - a[1])
    .map(([outcome, count]) => `${count} ${outcome}`);
  const running = state === 'running';
  const time = running ? 'so far' : `in ${durationText(total_duration)}`;
  const parts = [`${succeeded} of ${total} succeeded ${time}`];
  if (failures.length > 0) parts.push(failures.join(', '));
  if (pending > 0) parts.push(`${pending} pending`);
  const prefix = state === 'finished' ? '' : `${state}: `;
  return prefix + parts.join('; ');
}
