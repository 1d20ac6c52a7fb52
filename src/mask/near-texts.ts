import type { LinePattern } from './line-patterns.ts';

const none: readonly LinePattern[] = [];

/** Higher codes are looked up: device answers seldom have them. */
const asciiCount = 128;

/**
 * Finds the patterns that may fit a line: those of which a `near` text stands in it. It reads a line once, however many
 * texts there are (Aho and Corasick, "Efficient string matching", 1975).
 */
export class NearTexts {
  readonly #patterns: readonly LinePattern[];
  /** A column for each character of the texts; 0 for all others. */
  readonly #ascii = new Uint16Array(asciiCount);
  readonly #beyond = new Map<number, number>();
  /** The next state by state and column; state 0 is the beginning. */
  #next = new Int32Array(0);
  #width = 1;
  /** By state, the patterns of which a text ends there. */
  readonly #ends: (readonly number[])[] = [];

  constructor(patterns: readonly LinePattern[]) {
    this.#patterns = patterns;
    const texts = patterns.flatMap(({ near }, pattern) => near.map((text) => ({ text, pattern })));
    for (const { text } of texts) this.#addColumns(text);
    this.#build(texts);
  }

  /** In the order in which they were given. */
  in(line: string): readonly LinePattern[] {
    const next = this.#next;
    const width = this.#width;
    const ascii = this.#ascii;
    const ends = this.#ends;
    let found: Set<number> | null = null;
    for (let at = 0, state = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      const column = code < asciiCount ? (ascii[code] ?? 0) : (this.#beyond.get(code) ?? 0);
      state = next[state * width + column] ?? 0;
      const ended = ends[state];
      if (ended === undefined || ended.length === 0) continue;
      found ??= new Set();
      for (const pattern of ended) found.add(pattern);
    }
    if (found === null) return none;
    return [...found].sort((a, b) => a - b).flatMap((index) => this.#patterns[index] ?? []);
  }

  #addColumns(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#columnOf(code) !== 0) continue;
      if (code < asciiCount) this.#ascii[code] = this.#width;
      else this.#beyond.set(code, this.#width);
      this.#width += 1;
    }
  }

  #columnOf(code: number): number {
    return (code < asciiCount ? this.#ascii[code] : this.#beyond.get(code)) ?? 0;
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
    this.#next = next;
    this.#ends.push(...ends.map((patterns) => [...new Set(patterns)]));
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
