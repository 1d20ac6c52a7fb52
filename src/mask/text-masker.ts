import type { CompiledMasks } from './compile-masks.ts';
import { findJsonFields, findXmlFields, pendingBehind } from './fields.ts';
import type { LineMemo, MaskedLine } from './line-memo.ts';
import { findPatterns } from './line-patterns.ts';
import { apart, replaceSpans, type Span } from './span.ts';
import { findCells, type Table, tableBehind } from './tables.ts';

/** Longer lines pass their patterns by: no line of a table or a status is so long, and no pattern is a burden then. */
const maxPatternChars = 16_384;

const hasDigit = /\d/;
const nothing: readonly never[] = [];
const jsonStart = /^\s*(?:\{\s*["}]|\[\s*[{"\]])/;
const xmlStart = /^\s*<(?:[?!]|([\w:.-]+)[\s/>])/;

/** Masks one answer whose own names are masked already. Adds the masks that fired to `fired`. */
export function maskText(text: string, masks: CompiledMasks, memo: LineMemo, fired: Set<string>): string {
  const lines = text.split('\n');
  dropBanners(lines, masks, fired);
  if (masks.fields.size > 0 && jsonStart.test(text)) maskJson(lines, masks, fired);
  else if (masks.fields.size > 0 && isXml(text, masks)) maskXml(lines, masks, fired);
  else maskPlain(lines, masks, memo, fired);
  return lines.join('\n');
}

/** A masked text may begin with the token of a mask. */
function isXml(text: string, { names }: CompiledMasks): boolean {
  const start = xmlStart.exec(text);
  return start !== null && !names.has(start[1] ?? '');
}

/** A banner at the end goes, and so do blank lines there: a device without it may send them all the same. */
function dropBanners(lines: string[], { banners }: CompiledMasks, fired: Set<string>): void {
  if (banners.length === 0) return;
  let end = lines.length;
  for (; end > 0; end -= 1) {
    const line = lines[end - 1]?.trim() ?? '';
    const banner = line === '' ? undefined : banners.find(({ regex }) => regex.test(line));
    if (line !== '' && banner === undefined) break;
    if (banner !== undefined) fired.add(banner.name);
  }
  // What ended in a line feed still does, and only then.
  const whole = end === lines.length;
  lines.length = end;
  if (!whole) lines.push('');
}

function maskJson(lines: string[], { fields }: CompiledMasks, fired: Set<string>): void {
  let pending: string | null = null;
  lines.forEach((line, at) => {
    const found: Span[] = [];
    if (hasDigit.test(line)) findJsonFields(line, fields, pending, found);
    pending = pendingBehind(line, fields, pending);
    if (found.length > 0) lines[at] = replaced(line, found, fired);
  });
}

function maskXml(lines: string[], { fields }: CompiledMasks, fired: Set<string>): void {
  lines.forEach((line, at) => {
    if (!line.includes('</')) return;
    const found: Span[] = [];
    findXmlFields(line, fields, found);
    if (found.length > 0) lines[at] = replaced(line, found, fired);
  });
}

function replaced(line: string, found: readonly Span[], fired: Set<string>): string {
  const spans = apart(found);
  for (const { name } of spans) fired.add(name);
  return replaceSpans(line, spans);
}

function maskPlain(lines: string[], masks: CompiledMasks, memo: LineMemo, fired: Set<string>): void {
  const { tables } = masks;
  // Behind a table's header and behind its rows a line may mean different things: they are remembered apart.
  let state = 0;
  const maskOne = (line: string, behind: number): MaskedLine => maskLine(line, behind, masks);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (tables.length === 0 && !hasDigit.test(line)) continue;
    const masked = memo.masked(at, state, line, maskOne);
    state = masked.state;
    if (masked.fired.length === 0) continue;
    lines[at] = masked.text;
    for (const name of masked.fired) fired.add(name);
  }
}

/** State 0 is outside of tables, 2n+1 behind the header of table n, 2n+2 behind a row of it. */
function maskLine(line: string, state: number, masks: CompiledMasks): MaskedLine {
  if (line.length > maxPatternChars) return { text: line, fired: nothing, state };
  const mayFire = hasDigit.test(line);
  if (!mayFire && line.trim() === '') return { text: line, fired: nothing, state: state % 2 === 0 ? 0 : state };
  const begins = tableBehind(line, masks.tables);
  const next = begins === -1 ? state + (state % 2) : 2 * begins + 1;
  const table = state === 0 || begins !== -1 ? undefined : masks.tables[Math.ceil(state / 2) - 1];
  let found = mayFire ? findSpans(line, table, masks) : nothing;
  if (found.length === 0) return { text: line, fired: nothing, state: next };
  let text = line;
  const fired: string[] = [];
  for (let round = 1; found.length > 0; round += 1) {
    const spans = apart(found);
    text = replaceSpans(text, spans);
    for (const { name } of spans) if (!fired.includes(name)) fired.push(name);
    // What overlapped another and had no place may have one now: masking what is masked has to change nothing.
    found = spans.length < found.length && round < 3 ? findSpans(text, table, masks) : nothing;
  }
  return { text, fired, state: next };
}

function findSpans(line: string, table: Table | undefined, masks: CompiledMasks): readonly Span[] {
  const found: Span[] = [];
  findPatterns(line, masks.guarded.in(line), found);
  if (table !== undefined) findCells(line, table, found);
  findPatterns(line, masks.everywhere, found);
  return found;
}
