import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Verdict, verdicts } from '../../src/model/verdict.ts';

/** One line of the judged list. */
export interface JudgedLine {
  readonly line: string;
  readonly verdict: Verdict;
  /** Every verdict that agrees with the list, the first being its own. */
  readonly acceptable: readonly Verdict[];
}

/**
 * The list in the file that ROLLCALL_GUARD names, or in the `guard.tsv` of that folder. Throws without it: this suite never
 * passes for want of its list.
 */
export function readGuardList(): readonly JudgedLine[] {
  const place = process.env.ROLLCALL_GUARD;
  if (!place) throw new Error('ROLLCALL_GUARD must name the list of judged command lines (guard.tsv) or its folder');
  const file = statSync(place).isDirectory() ? join(place, 'guard.tsv') : place;
  const [, ...rows] = readFileSync(file, 'utf8').trimEnd().split('\n');
  return rows.map((row) => {
    const [json = '', verdict = '', , also = ''] = row.split('\t');
    const line: unknown = JSON.parse(json);
    if (typeof line !== 'string') throw new Error(`no JSON string: ${json}`);
    const acceptable = [verdict, ...also.split('|').filter((each) => each !== '')].map(verdictOf);
    return { line, verdict: verdictOf(verdict), acceptable };
  });
}

function verdictOf(text: string): Verdict {
  const found = verdicts.find((each) => each === text);
  if (found === undefined) throw new Error(`no verdict: ${text}`);
  return found;
}
