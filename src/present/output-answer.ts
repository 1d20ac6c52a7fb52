import type { ErrorDetail } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import type { NextCall } from '../model/run-document.ts';
import { type OutputPage, type PageRequest, pageOutput } from '../result/output-page.ts';
import type { ResultRow } from '../result/run-view.ts';
import { fenced } from './fenced.ts';
import { nextText } from './next-text.ts';
import { printable, printableLine } from './printable.ts';
import { charactersWithin } from './share-room.ts';

/** stderr of a device is a line or two; what exceeds this, or an eighth of the answer, is cut and said to be. */
const maxStderrChars = 2_000;
const stderrShare = 1 / 8;

export interface OutputDocument {
  run_id: string;
  device: string;
  command: string;
  label?: string;
  command_index: number;
  /** Null while the command runs or waits. */
  outcome: Outcome | null;
  exit_status: number | null;
  error?: ErrorDetail;
  output: string;
  stderr?: string;
  from_line: number;
  to_line: number;
  total_lines: number;
  matched_lines?: number;
  truncated: string | null;
  next: NextCall | null;
}

/**
 * One device's output of one command, or a page of it, as document and text; each says everything in `request.maxChars`
 * characters, but for the one line that is always there. `nextMaxChars` goes into `next` as `max_chars`.
 */
export function presentOutput(
  runId: string,
  row: ResultRow,
  request: PageRequest,
  nextMaxChars?: number,
): { document: OutputDocument; text: string } {
  const present = (page: OutputPage) => {
    const document = documentOf(runId, row, page, request, nextMaxChars);
    return { document, text: toText(document) };
  };
  const bare = present(longestFrame);
  const around = Math.max(JSON.stringify(bare.document).length, bare.text.length);
  return present(pageOutput(row.stdout, { ...request, maxChars: request.maxChars - around }));
}

/** A page of nearly nothing, around which as much stands as can around any. Its tildes make the longest fence. */
const largest = 999_999_999;
const longestFrame: OutputPage = {
  text: '~'.repeat(39),
  from_line: largest,
  to_line: largest,
  total_lines: largest,
  matched_lines: largest,
  next_offset: largest,
};

function documentOf(
  runId: string,
  row: ResultRow,
  { text: output, next_offset, ...lines }: OutputPage,
  request: PageRequest,
  nextMaxChars: number | undefined,
): OutputDocument {
  const { device, command, stderr, finished } = row;
  const shownStderr = charactersWithin(stderr, Math.min(maxStderrChars, request.maxChars * stderrShare));
  const cutChars = stderr.length - shownStderr;
  return {
    run_id: runId,
    device,
    command: command.text,
    ...(command.label !== null && { label: command.label }),
    command_index: command.index,
    outcome: finished?.outcome ?? null,
    exit_status: finished?.exit_status ?? null,
    ...(finished?.error !== undefined && { error: finished.error }),
    output,
    ...(stderr !== '' && {
      stderr: stderr.slice(0, shownStderr) + (cutChars > 0 ? `… (${cutChars} more characters)` : ''),
    }),
    ...lines,
    truncated: next_offset === null ? null : `more lines follow line ${lines.to_line} of ${lines.total_lines}`,
    next: next_offset === null ? null : nextPage(runId, row, request, next_offset, nextMaxChars),
  };
}

function nextPage(
  runId: string,
  { device, command }: ResultRow,
  { limit, grep, context }: PageRequest,
  offset: number,
  maxChars: number | undefined,
): NextCall {
  return {
    tool: 'get_output',
    arguments: {
      run_id: runId,
      device,
      command: command.index,
      offset,
      ...(limit !== undefined && { limit }),
      ...(grep !== undefined && { grep }),
      ...(context !== undefined && { context }),
      ...(maxChars !== undefined && { max_chars: maxChars }),
    },
  };
}

function toText(document: OutputDocument): string {
  const { run_id, device, command, label, outcome, exit_status, error, output, stderr, truncated, next } = document;
  const what = `${device}: ${command}${label === undefined ? '' : ` [${label}]`}`;
  const head = [`run ${run_id}`, printableLine(what), outcome ?? 'not finished yet'];
  if (outcome !== null) head.push(exit_status === null ? 'no exit status' : `exit status ${exit_status}`);
  const lines = [[...head, lineCount(document)].join(' · ')];
  if (error !== undefined) {
    lines.push(printableLine(`${error.code}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`));
  }
  if (outcome === null) lines.push('The command has not ended; this is its output so far.');
  if (output !== '') lines.push(fenced(printable(output)));
  if (stderr !== undefined) lines.push(`stderr:\n${fenced(printable(stderr))}`);
  if (truncated !== null && next !== null) {
    lines.push(`${truncated}; the next call is ${nextText(next)}`);
  }
  return lines.join('\n');
}

function lineCount({ output, from_line, to_line, total_lines, matched_lines }: OutputDocument): string {
  if (total_lines === 0) return 'no output';
  const matched = matched_lines === undefined ? '' : `${matched_lines} of ${total_lines} lines match`;
  if (output === '') return matched || `none of ${total_lines} lines shown`;
  const shown = `lines ${from_line}-${to_line} of ${total_lines}`;
  return matched === '' ? shown : `${matched}, shown from ${shown}`;
}
