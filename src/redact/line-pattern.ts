import { RE2JS } from 're2js';
import { nativePattern } from './native-pattern.ts';

/** A secret in a line. */
export interface Span {
  /** Where the match begins that found it. */
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly number: boolean;
}

/** Matches of one pattern in one line; of a line with more, the rest counts as one secret. Bounds what a line costs. */
const maxMatches = 4_096;

/** Up to here a reviewed pattern, at worst quadratic, costs the fast engine no more than RE2. */
const maxShortLine = 1_024;

/**
 * What is known of a pattern, and so which lines the JavaScript engine may have. `none`: it is someone's own; RE2 has all.
 * `short`: at worst quadratic. `all`: linear, because what it looks for cannot begin again within a match that fails.
 */
export type Trust = 'none' | 'short' | 'all';

interface SecretGroup {
  readonly index: number;
  /** Whether it stands for a number in JSON. */
  readonly number: boolean;
}

/** A pattern that takes linear time on any line, and little on a usual one. */
export class LinePattern {
  readonly #re2: RE2JS;
  readonly #native: RegExp | null;
  readonly #nativeWithGroups: RegExp | null;
  readonly #nativeChars: number;
  readonly #groups: readonly SecretGroup[];

  /** Throws RE2JSSyntaxException. */
  constructor(text: string, trust: Trust) {
    this.#re2 = RE2JS.compile(text);
    this.#groups = Object.entries(this.#re2.namedGroups())
      .filter(([name]) => name.startsWith('secret'))
      .map(([name, index]) => ({ index, number: name.endsWith('number') }));
    this.#native = trust === 'none' ? null : nativePattern(text);
    this.#nativeWithGroups = this.#native && new RegExp(this.#native.source, `${this.#native.flags}dg`);
    const isLinear = trust === 'all' || endsInItsOnlyRepeat(text);
    this.#nativeChars = this.#native === null ? -1 : isLinear ? Number.POSITIVE_INFINITY : maxShortLine;
  }

  /** Instructions of the compiled pattern. */
  get size(): number {
    return this.#re2.programSize();
  }

  get holdsSecrets(): boolean {
    return this.#groups.length > 0;
  }

  test(line: string): boolean {
    return this.#native !== null && line.length <= this.#nativeChars ? this.#native.test(line) : this.#re2.test(line);
  }

  /** Where the first match is. */
  first(line: string): { readonly start: number; readonly end: number } | null {
    if (this.#native !== null && line.length <= this.#nativeChars) {
      const match = this.#native.exec(line);
      return match && { start: match.index, end: match.index + match[0].length };
    }
    if (!this.#re2.test(line)) return null;
    const matcher = this.#re2.matcher(line);
    return matcher.find() ? { start: matcher.start(), end: matcher.end() } : null;
  }

  /** Adds the secrets in a line to those found. */
  collect(line: string, found: Span[]): void {
    if (this.#nativeWithGroups !== null && line.length <= this.#nativeChars) {
      this.#collectNative(line, this.#nativeWithGroups, found);
    } else if (this.#re2.test(line)) this.#collectRe2(line, found);
  }

  #collectNative(line: string, regex: RegExp, found: Span[]): void {
    regex.lastIndex = 0;
    for (let count = 0; ; count += 1) {
      const match = regex.exec(line);
      if (match === null) return;
      if (count === maxMatches) {
        found.push(restOf(line, match.index));
        return;
      }
      for (const { index, number } of this.#groups) {
        const place = match.indices?.[index];
        if (place !== undefined && place[1] > place[0]) {
          found.push({ from: match.index, start: place[0], end: place[1], number });
        }
      }
      if (match[0] === '') regex.lastIndex += 1;
    }
  }

  #collectRe2(line: string, found: Span[]): void {
    const matcher = this.#re2.matcher(line);
    for (let count = 0; matcher.find(); count += 1) {
      if (count === maxMatches) {
        found.push(restOf(line, matcher.start()));
        return;
      }
      for (const { index, number } of this.#groups) {
        const start = matcher.start(index);
        const end = matcher.end(index);
        if (start >= 0 && end > start) found.push({ from: matcher.start(), start, end, number });
      }
      // `test` needs no groups and takes a fifth of the time of `find`.
      if (!this.#re2.test(line.slice(matcher.end()))) return;
    }
  }
}

/** Then a match that has come that far succeeds, and nothing is tried twice. Errs on the safe side. */
const endsInItsOnlyRepeat = (text: string): boolean => !/[*+]|,\}/.test(text.replace(/(?:[*+]|\{\d+,\})\)*$/, ''));

const restOf = (line: string, from: number): Span => ({ from, start: from, end: line.length, number: false });
