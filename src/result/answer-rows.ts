import type { OutputFormat } from '../model/output-format.ts';
import type { PlanRow, RowValue } from '../model/plan-row.ts';
import type { RowsSpec } from '../model/plan-step.ts';
import { fieldSelection } from './field-selection.ts';
import { linePattern, maxMatchedChars } from './line-pattern.ts';
import { readJson } from './read-json.ts';
import { readXml } from './read-xml.ts';
import { linesOf } from './reference-lines.ts';

/** A row is a fact or two, not an answer. */
const maxCellChars = 1_000;
const maxColumns = 64;

/** More of one answer are no rows but a table of routes. */
const maxRowsOfAnswer = 10_000;

export type AnswerRows =
  | { readonly ok: true; readonly rows: readonly PlanRow[] }
  | { readonly ok: false; readonly code: 'bad_answer' | 'too_many_rows'; readonly why: string };

/** Reads the rows of one device's answer. Throws `bad_request` for a spec that cannot be used. */
export type RowReader = (device: string, answer: string) => AnswerRows;

/** Without a spec every answer is a row that has only its device. */
export function rowReader(spec: RowsSpec | undefined, format: OutputFormat | undefined): RowReader {
  const { select, match } = spec ?? {};
  if (select !== undefined) return selectedRows(select, format === 'xml' ? readXml : readJson);
  if (match !== undefined) return matchedRows(match);
  return (device) => ({ ok: true, rows: [{ device }] });
}

function selectedRows(expression: string, read: typeof readJson): RowReader {
  const selection = fieldSelection(expression, 'rows.select');
  return (device, answer) => {
    const reading = read(answer);
    if (!reading.ok) return { ok: false, code: 'bad_answer', why: `the answer cannot be read: ${reading.reason}` };
    const found = selection.select(reading.value);
    const items = found === null ? [] : Array.isArray(found) ? found : [found];
    if (items.length > maxRowsOfAnswer) return tooMany;
    return { ok: true, rows: items.flatMap((item: unknown) => (item === null ? [] : [rowOf(device, item)])) };
  };
}

function rowOf(device: string, item: unknown): PlanRow {
  const columns = typeof item === 'object' && item !== null && !Array.isArray(item) ? item : { value: item };
  const cells = Object.entries(columns).slice(0, maxColumns);
  return { ...Object.fromEntries(cells.map(([name, value]) => [name, cellOf(value)])), device };
}

/** What is no single value stands there as JSON. */
function cellOf(value: unknown): RowValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return cut(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

function matchedRows(pattern: string): RowReader {
  const read = linePattern(pattern);
  if (!read.ok) throw new Error(`a pattern that was not checked: ${read.why}`);
  const columns = columnsOf(pattern);
  return (device, answer) => {
    const rows: PlanRow[] = [];
    for (const line of linesOf(answer)) {
      const matcher = read.regex.matcher(line.replace(/\r?\n$/, '').slice(0, maxMatchedChars));
      if (!matcher.find()) continue;
      rows.push({ ...Object.fromEntries(columns.map((name) => [name, cellOf(matcher.group(name) ?? null)])), device });
      if (rows.length > maxRowsOfAnswer) return tooMany;
    }
    return { ok: true, rows };
  };
}

/** The names of a pattern's groups, in their order; none where it cannot be used. */
export function columnsOf(pattern: string): readonly string[] {
  const read = linePattern(pattern);
  if (!read.ok) return [];
  return Object.entries(read.regex.namedGroups())
    .sort((a, b) => a[1] - b[1])
    .map(([name]) => name);
}

const tooMany: AnswerRows = {
  ok: false,
  code: 'too_many_rows',
  why: `the answer has more than ${maxRowsOfAnswer} rows`,
};

const cut = (text: string): string => (text.length > maxCellChars ? `${text.slice(0, maxCellChars - 1)}…` : text);
