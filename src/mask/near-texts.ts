import type { LinePattern } from './line-patterns.ts';

const none: readonly LinePattern[] = [];

/** Two letters in a row, or a hyphen. */
const wordIn = /[A-Za-z]{2}|-/;

/** The same for code units, as fast as can be: rows of numbers are most of a table. */
function hasWord(codes: Uint16Array, start: number, end: number): boolean {
  let afterLetter = false;
  for (let at = start; at < end; at += 1) {
    const code = codes[at] ?? 0;
    // Upper and lower case differ in this bit; what it makes of others is no letter.
    const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
    if ((isLetter && afterLetter) || code === 45) return true;
    afterLetter = isLetter;
  }
  return false;
}

/**
 * Finds the patterns that may fit a line: those of which a `near` text stands in it. It reads a line once, however many
 * texts there are (Aho and Corasick, "Efficient string matching", 1975).
 */
export class NearTexts {
  readonly #patterns: readonly LinePattern[];
  /** A column for each character of the texts, by its code; 0 for all others. */
  readonly #columns: Uint16Array;
  #width = 1;
  /** Whether none of the texts is in a line of numbers alone. */
  readonly #haveWords: boolean;
  /** The next state by state and column. A state is given by where its columns begin; 0 is the beginning. */
  #next = new Int32Array(0);
  /** From this state on, texts end there. */
  #firstEnd = 0;
  /** The patterns of those texts, for each such state. */
  #ends: readonly (readonly LinePattern[])[] = [];

  constructor(patterns: readonly LinePattern[]) {
    this.#patterns = patterns;
    const texts = patterns.flatMap(({ near }, pattern) => near.map((text) => ({ text, pattern })));
    const codes = texts.flatMap(({ text }) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at)));
    this.#columns = new Uint16Array(1 + codes.reduce((most, code) => Math.max(most, code), 0));
    for (const code of codes) {
      if (this.#columnOf(code) !== 0) continue;
      this.#columns[code] = this.#width;
      this.#width += 1;
    }
    this.#haveWords = texts.every(({ text }) => wordIn.test(text));
    this.#build(texts);
  }

  /** Those for the code units between two places, in the order in which they were given. */
  in(codes: Uint16Array, start: number, end: number): readonly LinePattern[] {
    if (this.#haveWords && !hasWord(codes, start, end)) return none;
    const next = this.#next;
    const columns = this.#columns;
    const firstEnd = this.#firstEnd;
    // Mostly texts of one kind, which need no list of their own.
    let first = -1;
    let all: Set<LinePattern> | null = null;
    for (let at = start, state = 0; at < end; at += 1) {
      const code = codes[at] ?? 0;
      const column = code < columns.length ? (columns[code] ?? 0) : 0;
      state = next[state + column] ?? 0;
      if (state < firstEnd || state === first) continue;
      if (first === -1) first = state;
      else all = this.#addEnding(state, all ?? new Set(this.#endingAt(first)));
    }
    if (all !== null) return this.#inOrder(all);
    return first === -1 ? none : this.#endingAt(first);
  }

  #addEnding(state: number, all: Set<LinePattern>): Set<LinePattern> {
    for (const pattern of this.#endingAt(state)) all.add(pattern);
    return all;
  }

  #inOrder(all: ReadonlySet<LinePattern>): readonly LinePattern[] {
    return this.#patterns.filter((pattern) => all.has(pattern));
  }

  #endingAt(state: number): readonly LinePattern[] {
    return this.#ends[(state - this.#firstEnd) / this.#width] ?? none;
  }

  #columnOf(code: number): number {
    return this.#columns[code] ?? 0;
  }

  #build(texts: readonly { readonly text: string; readonly pattern: number }[]): void {
    const width = this.#width;
    const next = new Int32Array((1 + texts.reduce((sum, { text }) => sum + text.length, 0)) * width);
    const ends: number[][] = [[]];
    for (const { text, pattern } of texts) {
      let state = 0;
      for (let at = 0; at < text.length; at += 1) {
        const place = state * width + this.#columnOf(text.charCodeAt(at));
        if (next[place] === 0) next[place] = ends.push([]) - 1;
        state = next[place] ?? 0;
      }
      ends[state]?.push(pattern);
    }
    followSuffixes(next, ends, width);
    this.#putEndsLast(next, ends);
  }

  /** To compare a state is quicker than to look up whether texts end there, and is done for each character. */
  #putEndsLast(next: Int32Array, ends: readonly (readonly number[])[]): void {
    const width = this.#width;
    const isEnd = (state: number): boolean => (ends[state]?.length ?? 0) > 0;
    const states = [...ends.keys()];
    const order = [...states.filter((state) => !isEnd(state)), ...states.filter(isEnd)];
    const places = new Int32Array(order.length);
    order.forEach((state, at) => {
      places[state] = at * width;
    });
    this.#next = new Int32Array(order.length * width);
    order.forEach((state, at) => {
      for (let column = 0; column < width; column += 1) {
        this.#next[at * width + column] = places[next[state * width + column] ?? 0] ?? 0;
      }
    });
    this.#firstEnd = states.filter((state) => !isEnd(state)).length * width;
    this.#ends = order
      .filter(isEnd)
      .map((state) => this.#patterns.filter((_, pattern) => ends[state]?.includes(pattern)));
  }
}

/** Where a text cannot go on, the longest end of what was read that begins a text does; the texts that end there end too. */
function followSuffixes(next: Int32Array, ends: readonly number[][], width: number): void {
  const suffix = new Int32Array(ends.length);
  const queue = [0];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    for (let column = 0; column < width; column += 1) {
      const place = state * width + column;
      const child = next[place] ?? 0;
      const onSuffix = state === 0 ? 0 : (next[(suffix[state] ?? 0) * width + column] ?? 0);
      if (child === 0) {
        next[place] = onSuffix;
        continue;
      }
      suffix[child] = onSuffix;
      ends[child]?.push(...(ends[onSuffix] ?? []));
      queue.push(child);
    }
  }
}
