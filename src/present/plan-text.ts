import type { AggregateDocument, PlanDocument, StepAnswer, StepDocument } from '../model/plan-document.ts';
import type { StepCause } from '../model/plan-event.ts';
import { durationText } from './duration-text.ts';
import { fenced } from './fenced.ts';
import { printable, printableLine } from './printable.ts';
import { textTable } from './text-table.ts';

/** More runs of one step than that are counted. */
const shownRuns = 5;

export interface PlanTextOptions {
  /** What devices said stands between fences, for a reader that could take it for ours. */
  readonly fence: boolean;
  /** Columns of the terminal; longer table lines are cut. */
  readonly width?: number | undefined;
}

/** A plan as a person or a model reads it: a line for the plan, then each step with what it is waiting for or came to. */
export function planText(document: PlanDocument, options: PlanTextOptions): string {
  const parts = [`${planLine(document)}\n`];
  for (const warning of document.warnings) parts.push(`warning: ${printableLine(warning)}\n`);
  const told = rowsToldIn(document);
  for (const step of document.steps) parts.push(`\n${stepText(step, told.get(step.id), options)}`);
  return parts.join('');
}

/** Steps whose rows stand in what another step has brought together, and in which: they are not told twice. */
export function rowsToldIn({ steps }: PlanDocument): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const { id, aggregate } of steps) {
    if (aggregate?.rows === undefined) continue;
    for (const source of aggregate.of) if (source !== id) told.set(source, id);
  }
  return told;
}

/** `plan 01J…: finished in 3.2 s; 4 steps: 3 finished, 1 skipped; 30 of 32 succeeded` */
function planLine({ run_id, state, summary, steps }: PlanDocument): string {
  const time = state === 'running' ? 'running' : `${state} in ${durationText(summary.total_duration)}`;
  const states = Object.entries(summary.steps).map(([name, count]) => `${count} ${name}`);
  const counted = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  return `plan ${run_id}: ${time}; ${counted}: ${states.join(', ')}; ${summary.succeeded} of ${summary.total} succeeded`;
}

function stepText(step: StepDocument, toldIn: string | undefined, options: PlanTextOptions): string {
  const lines = [headline(step)];
  if (step.command !== undefined) lines.push(`  command: ${step.command.map(printableLine).join(' ; ')}`);
  if (step.reason !== undefined) lines.push(`  ${printableLine(step.reason)}`);
  for (const cause of step.failures ?? []) lines.push(...causeLines('failed', cause));
  for (const cause of step.left_out ?? []) lines.push(...causeLines('left out', cause));
  for (const { row, column, why } of step.refused ?? []) {
    lines.push(`  refused, not sent: ${printableLine(JSON.stringify(row))}: ${column}: ${why}`);
  }
  const moreRefused = (step.refused_count ?? 0) - (step.refused ?? []).length;
  if (moreRefused > 0) lines.push(`  ${moreRefused} more rows were refused`);
  if (step.run_count > 0) lines.push(`  ${runsText(step)}`);
  if (toldIn !== undefined && step.row_count > 0) lines.push(`  its rows stand in ${toldIn}`);
  const body = bodyOf(toldIn === undefined ? step : { ...step, rows: undefined }, options);
  return `${lines.join('\n')}\n${body}`;
}

function headline({ id, state, devices, total, succeeded, failed, waits_for, waves, row_count }: StepDocument): string {
  const words = [`${id}: ${state}`];
  if (waits_for !== undefined) words.push(`waits for ${waits_for.join(', ')}`);
  if (total > 0 && state !== 'running' && state !== 'waiting') {
    words.push(`${succeeded} of ${total} succeeded${failed > 0 ? `, ${failed} failed` : ''}`);
  }
  if (waves !== undefined) words.push(`waves of ${waves.join(', ')}`);
  if (row_count > 0) words.push(row_count === 1 ? '1 row' : `${row_count} rows`);
  if (devices !== undefined) words.push(`on ${printableLine(devices)}`);
  return words.join('; ');
}

function causeLines(what: string, { code, message, hint, devices, count }: StepCause): string[] {
  const line = `  ${what}: ${printableLine(devices)} (${count}): ${code}: ${printableLine(message)}`;
  return hint === undefined ? [line] : [line, `    hint: ${printableLine(hint)}`];
}

function runsText({ runs, run_count }: StepDocument): string {
  const shown = runs.slice(0, shownRuns);
  const more = run_count > shown.length ? ` and ${run_count - shown.length} more` : '';
  return `${run_count === 1 ? 'run' : 'runs'} ${shown.join(', ')}${more}`;
}

/** Of an aggregate or of the rows, only what is more: the rows of a table are not told twice. */
function bodyOf({ aggregate, rows }: StepDocument, options: PlanTextOptions): string {
  if (aggregate !== undefined) return aggregateText(aggregate, options);
  if (rows === undefined || rows.length === 0) return '';
  return tableText([...new Set(rows.flatMap((row) => Object.keys(row)))], rows, options);
}

function aggregateText(aggregate: AggregateDocument, options: PlanTextOptions): string {
  const { columns = [], rows, answers = [], missing_runs = [] } = aggregate;
  const parts =
    rows === undefined ? answers.map((answer) => answerText(answer, options)) : [tableText(columns, rows, options)];
  if (rows !== undefined && rows.length === 0) parts.push('  no rows\n');
  if (missing_runs.length > 0) parts.push(`  runs that are gone from the history: ${missing_runs.join(', ')}\n`);
  return parts.join('');
}

function tableText(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
  { fence, width }: PlanTextOptions,
): string {
  // The device stands first, wherever its column is.
  const ordered = columns.includes('device') ? ['device', ...columns.filter((name) => name !== 'device')] : columns;
  const cells = rows.map((row) => ordered.map((name) => cellText(row[name])));
  const table = textTable(ordered, cells, { width });
  return fence && table !== '' ? `${fenced(table)}\n` : table;
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.map(cellText).join('; ') : String(value);
}

function answerText(
  { step, command, devices, count, output, diff, omitted_chars }: StepAnswer,
  { fence }: PlanTextOptions,
): string {
  const what = diff === undefined ? '' : ', in place of the common answer';
  const head = `# ${printableLine(devices)} (${count}): ${printableLine(command)} [${step}]${what}\n`;
  const text = printable(diff ?? output ?? '');
  const more = omitted_chars === undefined ? '' : `[${omitted_chars} more characters]\n`;
  if (text === '') return `${head}${diff === undefined && output === undefined ? '' : '(no output)\n'}${more}`;
  const ended = text.endsWith('\n') ? text : `${text}\n`;
  return `${head}${fence ? `${fenced(ended)}\n` : ended}${more}`;
}
