import { RollcallError } from '../base/rollcall-error.ts';
import type { TableMask } from '../model/mask-rules.ts';
import { compilePattern } from './line-patterns.ts';
import type { Span } from './span.ts';

/** A table whose columns some rules mask. */
export interface Table {
  readonly header: readonly string[];
  readonly columns: readonly TableColumn[];
  /** By place, where all are counted from the left; else null. */
  readonly fromLeft: readonly (readonly TableColumn[])[] | null;
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
  return [...tables.values()].map((table) => ({ ...table, fromLeft: byPlace(table.columns) }));
}

function byPlace(columns: readonly TableColumn[]): readonly (readonly TableColumn[])[] | null {
  if (columns.some(({ at }) => at < 0)) return null;
  const last = Math.max(...columns.map(({ at }) => at));
  return Array.from({ length: last + 1 }, (_, place) => columns.filter(({ at }) => at === place));
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
export function findCells(line: string, { columns, fromLeft }: Table, found: Span[]): void {
  if (fromLeft !== null) findFromLeft(line, fromLeft, found);
  else {
    const words = wordsOf(line);
    for (const column of columns) {
      const word = words.at(column.at);
      if (word !== undefined) addCell(line, column, word.start, word.end, found);
    }
  }
}

/** Makes nothing but the spans: of 10,000 tables the rows are half a million. */
function findFromLeft(line: string, fromLeft: readonly (readonly TableColumn[])[], found: Span[]): void {
  let at = 0;
  for (const columns of fromLeft) {
    while (at < line.length && isSpace(line.charCodeAt(at))) at += 1;
    if (at === line.length) return;
    const start = at;
    while (at < line.length && !isSpace(line.charCodeAt(at))) at += 1;
    for (const column of columns) addCell(line, column, start, at, found);
  }
}

function addCell(line: string, { name, value }: TableColumn, start: number, end: number, found: Span[]): void {
  if (value === null ? isNumber(line, start, end) : value.test(line.slice(start, end)))
    found.push({ start, end, name });
}

function wordsOf(line: string): readonly { readonly start: number; readonly end: number }[] {
  return [...line.matchAll(/[^\t-\r ]+/g)].map(({ 0: word, index }) => ({ start: index, end: index + word.length }));
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
