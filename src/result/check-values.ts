import type { Check } from '../model/snapshot.ts';
import { linePattern, maxMatchedChars } from './line-pattern.ts';
import { linesOf } from './reference-lines.ts';

export const checkStates = ['fails', 'unchecked', 'holds'] as const;
/** `unchecked`: a side has no answer, or nothing in it that the check is about. */
export type CheckState = (typeof checkStates)[number];

export interface CheckVerdict {
  readonly state: CheckState;
  /** What was found, in words; equal findings fold. */
  readonly detail: string;
}

/** A check of numbers or line counts on one device, on its answers as they came. */
export function checkValues(check: Check, before: string, after: string): CheckVerdict {
  const { delta, in_range, not_smaller } = check;
  if (delta !== undefined) return judgeDelta(delta, numbersIn(before, delta.pattern), numbersIn(after, delta.pattern));
  if (in_range !== undefined) return judgeRange(in_range, numbersIn(after, in_range.pattern));
  if (not_smaller !== undefined) {
    const [was, is] = [matchesIn(before, not_smaller.pattern).length, matchesIn(after, not_smaller.pattern).length];
    if (was === 0 && is === 0) return unchecked('no line matches');
    return { state: is >= was ? 'holds' : 'fails', detail: `${was} → ${is} matching lines` };
  }
  return unchecked('the snapshot names no check that is known');
}

type Numbers = readonly number[] | { readonly noNumber: string };

function judgeDelta({ percent }: NonNullable<Check['delta']>, before: Numbers, after: Numbers): CheckVerdict {
  if ('noNumber' in before) return unchecked(`before: ${before.noNumber}`);
  if ('noNumber' in after) return unchecked(`after: ${after.noNumber}`);
  const [was, is] = [sum(before), sum(after)];
  const change = Math.abs(is - was);
  const holds = change * 100 <= percent * Math.abs(was) + inexactness([...before, ...after]);
  const share = was === 0 ? '' : ` (${is >= was ? '+' : '−'}${rounded((change * 100) / Math.abs(was))} %)`;
  const what = before.length === 1 && after.length === 1 ? '' : `sum of ${before.length} and ${after.length} lines `;
  return { state: holds ? 'holds' : 'fails', detail: `${what}${rounded(was)} → ${rounded(is)}${share}` };
}

/** By how much the hundredfold of a difference of sums may be off: 0.33 - 0.3 is a little more than 0.03. */
function inexactness(numbers: readonly number[]): number {
  if (numbers.every((each) => Number.isSafeInteger(each))) return 0;
  return 100 * Number.EPSILON * numbers.length * sum(numbers.map(Math.abs));
}

function judgeRange({ min, max }: NonNullable<Check['in_range']>, numbers: Numbers): CheckVerdict {
  if ('noNumber' in numbers) return unchecked(numbers.noNumber);
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const each of numbers) [lowest, highest] = [Math.min(lowest, each), Math.max(highest, each)];
  const holds = lowest >= (min ?? Number.NEGATIVE_INFINITY) && highest <= (max ?? Number.POSITIVE_INFINITY);
  const found = lowest === highest ? `${lowest}` : `${numbers.length} lines from ${lowest} to ${highest}`;
  return { state: holds ? 'holds' : 'fails', detail: found };
}

/** The first match of each line: what its group, or without one the whole, came to. */
function matchesIn(text: string, pattern: string): readonly string[] {
  const read = linePattern(pattern);
  if (!read.ok) return [];
  const found: string[] = [];
  for (const line of linesOf(text)) {
    const matcher = read.regex.matcher(line.replace(/\r?\n$/, '').slice(0, maxMatchedChars));
    if (matcher.find()) found.push(matcher.group(Math.min(1, read.regex.groupCount())) ?? '');
  }
  return found;
}

function numbersIn(text: string, pattern: string): Numbers {
  const found = matchesIn(text, pattern);
  if (found.length === 0) return { noNumber: 'no line matches' };
  const numbers: number[] = [];
  for (const each of found) {
    // 1,234,567 is how some platforms print a number.
    const plain = each.trim().replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
    const value = plain === '' ? Number.NaN : Number(plain);
    if (!Number.isFinite(value)) return { noNumber: `${JSON.stringify(each.slice(0, 40))} is no number` };
    numbers.push(value);
  }
  return numbers;
}

const unchecked = (detail: string): CheckVerdict => ({ state: 'unchecked', detail });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
