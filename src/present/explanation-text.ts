import type { Explanation } from '../model/explanation.ts';
import { printableLine } from './printable.ts';

/** The grounds of a verdict: what each word was taken for, the rule, the nearest line that passes. */
export function explanationText(command: string, { words, rule, nearest, allowed, approvable }: Explanation): string {
  const rows = words.map(({ word, meaning }) => [word, meaning]);
  rows.push(['rule', rule]);
  if (!allowed) rows.push(['nearest', nearest ?? 'no line near to it passes']);
  if (approvable) rows.push(['approval', 'with --allow-changes, and if a person approves it']);
  const cells = rows.map((row) => row.map(printableLine));
  const width = Math.min(40, Math.max(...cells.map(([left = '']) => left.length)));
  const lines = cells.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}\n`);
  return `${printableLine(command)}\n${lines.join('')}`;
}
