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

/** What a command writes to. */
export const streams = ['stdout', 'stderr'] as const;
export type Stream = (typeof streams)[number];

export interface OutputRequest extends PageRequest {
  /** Of which the page is. Default: stdout, with the beginning of stderr beside it. */
  readonly stream?: Stream | undefined;
}

export interface OutputDocument {
  run_id: string;
  device: string;
  command: string;
  label?: string;
  command_index: number;
  /** Set where `output` is what the command wrote to stderr. */
  stream?: 'stderr';
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
  request: OutputRequest,
  nextMaxChars?: number,
): { document: OutputDocument; text: string } {
  const present = (page: OutputPage) => {
    const document = documentOf(runId, row, page, request, nextMaxChars);
    return { document, text: toText(document) };
  };
  const bare = present(longestFrame);
  const around = Math.max(JSON.stringify(bare.document).length, bare.text.length);
  const text = request.stream === 'stderr' ? row.stderr : row.stdout;
  return present(pageOutput(text, { ...request, maxChars: request.maxChars - around }));
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
  request: OutputRequest,
  nextMaxChars: number | undefined,
): OutputDocument {
  const { device, command, stderr, finished } = row;
  const ofStderr = request.stream === 'stderr';
  return {
    run_id: runId,
    device,
    command: command.text,
    ...(command.label !== null && { label: command.label }),
    command_index: command.index,
    ...(ofStderr && { stream: 'stderr' }),
    outcome: finished?.outcome ?? null,
    exit_status: finished?.exit_status ?? null,
    ...(finished?.error !== undefined && { error: finished.error }),
    output,
    ...(!ofStderr && stderr !== '' && { stderr: shortened(stderr, request.maxChars) }),
    ...lines,
    truncated: next_offset === null ? null : `more lines follow line ${lines.to_line} of ${lines.total_lines}`,
    next: next_offset === null ? null : nextPage(runId, row, request, next_offset, nextMaxChars),
  };
}

function shortened(stderr: string, maxChars: number): string {
  const shown = charactersWithin(stderr, Math.min(maxStderrChars, maxChars * stderrShare));
  if (shown === stderr.length) return stderr;
  return `${stderr.slice(0, shown)}… (${stderr.length - shown} more characters: stream "stderr" brings all)`;
}

function nextPage(
  runId: string,
  { device, command }: ResultRow,
  { stream, limit, grep, context }: OutputRequest,
  offset: number,
  maxChars: number | undefined,
): NextCall {
  return {
    tool: 'get_output',
    arguments: {
      run_id: runId,
      device,
      command: command.index,
      ...(stream === 'stderr' && { stream }),
      offset,
      ...(limit !== undefined && { limit }),
      ...(grep !== undefined && { grep }),
      ...(context !== undefined && { context }),
      ...(maxChars !== undefined && { max_chars: maxChars }),
    },
  };
}

function toText(document: OutputDocument): string {
  const { run_id, device, command, label, stream, outcome, exit_status, error, output, stderr, truncated, next } =
    document;
  const what = `${device}: ${command}${label === undefined ? '' : ` [${label}]`}`;
  const head = [`run ${run_id}`, printableLine(what), outcome ?? 'not finished yet'];
  if (outcome !== null) head.push(exit_status === null ? 'no exit status' : `exit status ${exit_status}`);
  const lines = [[...head, lineCount(document)].join(' · ')];
  if (error !== undefined) {
    lines.push(printableLine(`${error.code}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`));
  }
  if (outcome === null) lines.push('The command has not ended; this is its output so far.');
  if (output !== '') lines.push(`${stream === 'stderr' ? 'stderr:\n' : ''}${fenced(printable(output))}`);
  if (stderr !== undefined) lines.push(`stderr:\n${fenced(printable(stderr))}`);
  if (truncated !== null && next !== null) {
    lines.push(`${truncated}; the next call is ${nextText(next)}`);
  }
  return lines.join('\n');
}

function lineCount({ stream, output, from_line, to_line, total_lines, matched_lines }: OutputDocument): string {
  if (total_lines === 0) return stream === 'stderr' ? 'nothing on stderr' : 'no output';
  const matched = matched_lines === undefined ? '' : `${matched_lines} of ${total_lines} lines match`;
  if (output === '') return matched || `none of ${total_lines} lines shown`;
  const shown = `lines ${from_line}-${to_line} of ${total_lines}`;
  return matched === '' ? shown : `${matched}, shown from ${shown}`;
}
