import { RollcallError } from '../base/rollcall-error.ts';
import type { TableMask } from '../model/mask-rules.ts';
import { compilePattern } from './line-patterns.ts';
import type { Spans } from './spans.ts';
import { Token } from './token.ts';

/** A table whose columns some rules mask. */
export interface Table {
  readonly header: readonly string[];
  readonly columns: readonly TableColumn[];
  /** By place, where all are counted from the left; else null. */
  readonly fromLeft: readonly (readonly TableColumn[])[] | null;
}

interface TableColumn {
  readonly token: Token;
  /** Place among the words of a row; negative ones count from the end, -1 is the last. */
  readonly at: number;
  /** What begins at the word and ends with one. Null: a number. */
  readonly value: RegExp | null;
}

/** The tables of the rules; rules with equal headers share one. */
export function tablesOf(rules: readonly TableMask[]): readonly Table[] {
  const tables = new Map<string, { header: readonly string[]; columns: TableColumn[] }>();
  for (const rule of rules) {
    const key = rule.header.join('\n');
    const table = tables.get(key) ?? { header: rule.header, columns: [] };
    tables.set(key, table);
    const value = rule.value === undefined ? null : compilePattern(rule.name, `(?:${rule.value})(?![^\\t-\\r ])`, 'y');
    const token = new Token(rule.name);
    for (const title of rule.columns) table.columns.push({ token, at: placeOf(rule, title), value });
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
  for (let index = 0; index < tables.length; index += 1) {
    if (holdsInOrder(line, tables[index]?.header ?? [])) return index;
  }
  return -1;
}

function holdsInOrder(line: string, titles: readonly string[]): boolean {
  let at = 0;
  for (const title of titles) {
    const found = line.indexOf(title, at);
    if (found === -1) return false;
    at = found + title.length;
  }
  return true;
}

/** Adds the cells that are to be masked of a row, given as a text and as the code units from `start` on. */
export function findCells(row: string, codes: Uint16Array, start: number, table: Table, found: Spans): void {
  if (table.fromLeft !== null) findFromLeft(row, codes, start, table.fromLeft, found);
  else findAnywhere(row, codes, start, table.columns, found);
}

/** Makes nothing but the spans: of 10,000 tables the rows are half a million. */
function findFromLeft(
  row: string,
  codes: Uint16Array,
  start: number,
  fromLeft: readonly (readonly TableColumn[])[],
  found: Spans,
): void {
  const end = start + row.length;
  let at = start;
  for (const columns of fromLeft) {
    while (at < end && isSpace(codes[at])) at += 1;
    if (at === end) return;
    const from = at;
    while (at < end && !isSpace(codes[at])) at += 1;
    for (const column of columns) addCell(row, codes, start, column, from - start, at - start, found);
  }
}

function findAnywhere(
  row: string,
  codes: Uint16Array,
  start: number,
  columns: readonly TableColumn[],
  found: Spans,
): void {
  const words = [...row.matchAll(/[^\t-\r ]+/g)];
  for (const column of columns) {
    const word = words.at(column.at);
    if (word === undefined) continue;
    addCell(row, codes, start, column, word.index, word.index + word[0].length, found);
  }
}

function addCell(
  row: string,
  codes: Uint16Array,
  start: number,
  { token, value }: TableColumn,
  from: number,
  to: number,
  found: Spans,
): void {
  if (value === null) {
    if (isNumber(codes, start + from, start + to)) found.add(from, to, token);
    return;
  }
  value.lastIndex = from;
  if (value.test(row)) found.add(from, value.lastIndex, token);
}

const isSpace = (code = 0): boolean => code <= 32 && (code === 32 || (code >= 9 && code <= 13));

/** Digits, with `,` or one `.` among them: an address is none. */
function isNumber(codes: Uint16Array, start: number, end: number): boolean {
  let points = 0;
  for (let at = start; at < end; at += 1) {
    const code = codes[at] ?? 0;
    const isDigit = code >= 48 && code <= 57;
    if (!isDigit && (at === start || (code !== 44 && code !== 46))) return false;
    if (code === 46) points += 1;
  }
  return points <= 1;
}
