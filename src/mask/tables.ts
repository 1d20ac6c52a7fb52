import { RollcallError } from '../base/rollcall-error.ts';
import type { TableMask } from '../model/mask-rules.ts';
import { compilePattern } from './line-patterns.ts';
import type { Span } from './span.ts';

/** A table whose columns some rules mask. */
export interface Table {
  readonly header: readonly string[];
  readonly columns: readonly TableColumn[];
}

interface TableColumn {
  readonly name: string;
  /** Place among the words of a row; negative ones count from the end, -1 is the last. */
  readonly at: number;
  /** Null: a number. */
  readonly value: RegExp | null;
}

/** The tables of the rules; rules with equal headers share one. */
export function tablesOf(rules: readonly TableMask[]): readonly Table[] {
  const tables = new Map<string, { header: readonly string[]; columns: TableColumn[] }>();
  for (const rule of rules) {
    const key = rule.header.join('\n');
    const table = tables.get(key) ?? { header: rule.header, columns: [] };
    tables.set(key, table);
    const value = rule.value === undefined ? null : compilePattern(rule.name, `^(?:${rule.value})$`, '');
    for (const title of rule.columns) table.columns.push({ name: rule.name, at: placeOf(rule, title), value });
  }
  return [...tables.values()];
}

function placeOf({ name, header, count_from: from }: TableMask, title: string): number {
  const at = header.indexOf(title);
  if (at === -1) {
    throw new RollcallError('bad_settings', `mask "${name}": its header has no column "${title}"`, {
      hint: 'columns have to be among the titles under header',
      phase: 'request',
    });
  }
  return from === 'left' ? at : at - header.length;
}

/** The index of the table that begins behind this line; -1 if none does. */
export function tableBehind(line: string, tables: readonly Table[]): number {
  if (tables.length === 0) return -1;
  return tables.findIndex(({ header }) => {
    let at = 0;
    return header.every((title) => {
      const found = line.indexOf(title, at);
      at = found + title.length;
      return found !== -1;
    });
  });
}

/** Adds the cells of a row that are to be masked. */
export function findCells(line: string, table: Table, found: Span[]): void {
  const words = wordsOf(line, table.columns);
  for (const { name, at, value } of table.columns) {
    const start = words[2 * (at < 0 ? words.length / 2 + at : at)];
    const end = words[2 * (at < 0 ? words.length / 2 + at : at) + 1];
    if (start === undefined || end === undefined) continue;
    if (value === null ? isNumber(line, start, end) : value.test(line.slice(start, end)))
      found.push({ start, end, name });
  }
}

/** Where words begin and end, one after the other; not further than the columns need. */
function wordsOf(line: string, columns: readonly TableColumn[]): readonly number[] {
  const last = columns.some(({ at }) => at < 0) ? Number.POSITIVE_INFINITY : Math.max(...columns.map(({ at }) => at));
  const words: number[] = [];
  let at = 0;
  while (words.length <= 2 * last) {
    while (at < line.length && isSpace(line.charCodeAt(at))) at += 1;
    if (at === line.length) break;
    words.push(at);
    while (at < line.length && !isSpace(line.charCodeAt(at))) at += 1;
    words.push(at);
  }
  return words;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** Digits, with `,` or one `.` among them: an address is none. */
function isNumber(line: string, start: number, end: number): boolean {
  let points = 0;
  for (let at = start; at < end; at += 1) {
    const code = line.charCodeAt(at);
    const isDigit = code >= 48 && code <= 57;
    if (!isDigit && (at === start || (code !== 44 && code !== 46))) return false;
    if (code === 46) points += 1;
  }
  return points <= 1;
}
