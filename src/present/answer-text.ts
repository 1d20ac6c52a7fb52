import type { RunDocument } from '../model/run-document.ts';
import { fenced } from './fenced.ts';
import { nextText } from './next-text.ts';
import { printableLine } from './printable.ts';
import { answerBlocks, type Block, failureBlocks, partialBlocks } from './run-blocks.ts';
import { summaryLine } from './summary-line.ts';
import { timingLines } from './timing-lines.ts';

/**
 * A run's document as plain text for a model: the summary, failures with their hints, every answer, fenced off from what
 * rollcall says, and what each took.
 */
export function answerText(document: RunDocument): string {
  const { pending, warnings, truncated, next } = document;
  const { slowest, seconds } = timingLines(document);
  const lines = [`${summaryLine(document)} (run ${document.run_id})`, ...reductionLines(document), ...slowest];
  for (const { who, what, notes, body, hint } of failureBlocks(document)) {
    lines.push(`FAILED ${who}${what === '' ? '' : `: ${what}`}: ${notes.join('; ')}`);
    if (hint !== null) lines.push(`  hint: ${hint}`);
    if (body !== '') lines.push(`  partial output:\n${fenced(body)}`);
  }
  for (const block of [...partialBlocks(document), ...answerBlocks(document)]) lines.push(blockText(block));
  lines.push(...seconds);
  if (pending !== null) lines.push(`pending: ${printableLine(pending)}`);
  for (const warning of warnings) lines.push(`warning: ${printableLine(warning)}`);
  if (truncated !== null) lines.push(`truncated: ${truncated}`);
  if (next !== null) lines.push(`next: ${nextText(next)}`);
  return lines.join('\n');
}

function reductionLines({ match, select }: RunDocument): string[] {
  if (match !== undefined) return [printableLine(`only lines that match ${JSON.stringify(match)}`)];
  return select === undefined ? [] : [printableLine(`selected from each answer: ${select}`)];
}

function blockText({ who, what, notes, body }: Block): string {
  const heading = `--- ${who}: ${what}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
  return body === '' ? heading : `${heading}\n${fenced(body)}`;
}
