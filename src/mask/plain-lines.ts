import { LineScan } from '../base/line-scan.ts';
import { addReplaced } from './add-replaced.ts';
import type { CodeBuffer } from './code-buffer.ts';
import type { CompiledMasks } from './compile-masks.ts';
import { LineMemo, type MaskedLine } from './line-memo.ts';
import { findPatterns } from './line-patterns.ts';
import { addToken, addTokens, Spans } from './spans.ts';
import { findCells, type Table, tableBehind } from './tables.ts';
import type { Token } from './token.ts';

/** Longer lines pass their patterns by: no line of a table or a status is so long, and no pattern is a burden then. */
const maxPatternChars = 16_384;

/** Lines from the beginning of an answer that are compared with those of the last. */
const maxPlaces = 10_000;

/** Longer answers are not kept for that. */
const maxKeptChars = 1 << 18;

/** Characters between masked lines from which on a part of the answer is taken as it is. */
const longRun = 256;

/** Times that a line is looked through. */
const maxRounds = 3;

const nothing: readonly never[] = [];

/**
 * Masks answers line by line, with tables and patterns. The state tells where a line is: 0 is outside of tables, 2n+1
 * behind the header of table n, 2n+2 behind a row of it. What a line means may depend on it.
 */
export class PlainLines {
  readonly #masks: CompiledMasks;
  readonly #memo = new LineMemo();
  #scan = new LineScan();
  /** The answer before. Mostly a line comes again in its place, and to compare is quicker than to look up. */
  #last = new LineScan();
  /** What became of its lines, where that is known, and in which state they were found. */
  readonly #places: (MaskedLine | undefined)[] = [];
  readonly #states: number[] = [];
  /** What is said of a line that stays as it is, by the state that follows. */
  readonly #unchanged: MaskedLine[] = [];
  readonly #found = new Spans();
  readonly #again = new LineScan();
  /** Up to where the answer is copied. */
  #copied = 0;
  /** What comes before the text in the buffer. */
  #before = '';

  constructor(masks: CompiledMasks) {
    this.#masks = masks;
  }

  /** `to` has to be empty. Adds the tokens of the masks that fired. */
  mask(text: string, to: CodeBuffer, fired: Token[]): string {
    const scan = this.#scan.read(text);
    this.#memo.sees(text.length);
    this.#copied = 0;
    this.#before = '';
    let state = 0;
    for (let line = 0; line < scan.count; line += 1) {
      const known = this.#inPlace(line, state) ?? this.#recalled(line, state);
      const next = known?.state ?? this.#behind(line, state);
      if (known !== undefined && known.fired.length > 0) this.#addKnown(line, known, to, fired);
      const masked = known ?? this.#make(line, state, next, to, fired);
      if (line < maxPlaces) {
        this.#places[line] = masked;
        this.#states[line] = state;
      }
      state = next;
    }
    const masked = this.#copied === 0 ? text : this.#before + to.textFrom(0) + text.slice(this.#copied);
    [this.#scan, this.#last] = [this.#last, scan];
    if (text.length > maxKeptChars) this.#keepNothing();
    this.#before = '';
    return masked;
  }

  #keepNothing(): void {
    this.#last.read('');
    this.#places.length = 0;
    this.#states.length = 0;
  }

  #inPlace(line: number, state: number): MaskedLine | undefined {
    if (line >= this.#last.count || this.#states[line] !== state) return undefined;
    const masked = this.#places[line];
    return masked !== undefined && this.#scan.hasSame(line, this.#last, line) ? masked : undefined;
  }

  #recalled(line: number, state: number): MaskedLine | undefined {
    // Without tables these are judged faster than they are looked up.
    if (this.#masks.tables.length === 0 && !hasDigit(this.#scan, line)) return this.#unchangedBefore(state);
    return this.#memo.get(this.#scan, line, state);
  }

  #addKnown(line: number, known: MaskedLine, to: CodeBuffer, fired: Token[]): void {
    this.#copyUpTo(line, to);
    to.addText(known.text ?? '');
    for (const token of known.fired) addToken(token, fired);
  }

  /** What stands before the line and was not copied yet; the line itself is added by another. */
  #copyUpTo(line: number, to: CodeBuffer): void {
    const start = this.#scan.startOf(line);
    if (start - this.#copied > longRun) {
      this.#before += to.textFrom(0) + this.#scan.text.slice(this.#copied, start);
      to.clear();
    } else {
      to.addCodes(this.#scan.codes, this.#copied, start);
    }
    this.#copied = this.#scan.contentEndOf(line);
  }

  /** The state behind the line. */
  #behind(line: number, state: number): number {
    const scan = this.#scan;
    const { tables } = this.#masks;
    if (tables.length === 0 || isLong(scan, line)) return state;
    const content = scan.text.slice(scan.startOf(line), scan.contentEndOf(line));
    // A blank line ends a table, but not behind its header.
    if (!hasDigit(scan, line) && content.trim() === '') return state % 2 === 0 ? 0 : state;
    const begins = tableBehind(content, tables);
    return begins === -1 ? state + (state % 2) : 2 * begins + 1;
  }

  /** Adds the line if something in it is masked. Undefined where that is not worth remembering. */
  #make(line: number, state: number, next: number, to: CodeBuffer, fired: Token[]): MaskedLine | undefined {
    const scan = this.#scan;
    if (isLong(scan, line)) return this.#unchangedBefore(next);
    const table = next % 2 === 0 ? this.#masks.tables[next / 2 - 1] : undefined;
    const found = this.#found;
    found.clear();
    if (hasDigit(scan, line)) this.#find(scan, scan.startOf(line), scan.contentEndOf(line), table);
    const isWanted = this.#memo.wants(found.count > 0);
    if (found.count === 0) {
      const unchanged = this.#unchangedBefore(next);
      if (isWanted) this.#memo.set(scan, line, state, unchanged);
      return unchanged;
    }
    this.#copyUpTo(line, to);
    const mark = to.length;
    const tokens: Token[] = isWanted ? [] : fired;
    this.#replace(line, table, to, tokens);
    if (!isWanted) return undefined;
    const masked = { text: to.textFrom(mark), fired: tokens, state: next };
    this.#memo.set(scan, line, state, masked);
    for (const token of tokens) addToken(token, fired);
    return masked;
  }

  /** Adds the line with what was found in it replaced. */
  #replace(line: number, table: Table | undefined, to: CodeBuffer, fired: Token[]): void {
    const mark = to.length;
    const found = this.#found;
    let scan = this.#scan;
    let [start, end] = [scan.startOf(line), scan.contentEndOf(line)];
    for (let round = 1; found.count > 0; round += 1) {
      const isWhole = found.setApart();
      to.cutTo(mark);
      addReplaced(scan, start, end, found, to);
      addTokens(found, fired);
      if (isWhole || round === maxRounds) return;
      // What overlapped another and had no place may have one now: masking what is masked has to change nothing.
      scan = this.#again.read(to.textFrom(mark));
      [start, end] = [0, scan.text.length];
      found.clear();
      this.#find(scan, start, end, table);
    }
  }

  #find(scan: LineScan, start: number, end: number, table: Table | undefined): void {
    const content = scan.text.slice(start, end);
    const found = this.#found;
    findPatterns(content, this.#masks.guarded.in(scan.codes, start, end), found);
    if (table !== undefined) findCells(content, scan.codes, start, table, found);
    findPatterns(content, this.#masks.everywhere, found);
  }

  #unchangedBefore(state: number): MaskedLine {
    this.#unchanged[state] ??= { text: null, fired: nothing, state };
    return this.#unchanged[state];
  }
}

const isLong = (scan: LineScan, line: number): boolean =>
  scan.contentEndOf(line) - scan.startOf(line) > maxPatternChars;

function hasDigit(scan: LineScan, line: number): boolean {
  const { codes } = scan;
  const end = scan.contentEndOf(line);
  for (let at = scan.startOf(line); at < end; at += 1) {
    const code = codes[at] ?? 0;
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}
