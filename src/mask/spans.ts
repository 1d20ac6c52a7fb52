import type { Token } from './token.ts';

/** Adds it to those that fired, once. */
export function addToken(token: Token, fired: Token[]): void {
  if (!fired.includes(token)) fired.push(token);
}

export function addTokens({ count, tokens }: Spans, fired: Token[]): void {
  for (let at = 0; at < count; at += 1) {
    const token = tokens[at];
    if (token !== undefined) addToken(token, fired);
  }
}

/** Of longer lines the lists are given back. */
const keptSpans = 4_096;

/**
 * Parts of a line that masks replace, each with its token. One object serves line after line: of 10,000 tables the cells
 * are millions.
 */
export class Spans {
  count = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly tokens: Token[] = [];

  clear(): void {
    this.count = 0;
    if (this.tokens.length <= keptSpans) return;
    for (const list of [this.starts, this.ends, this.tokens]) list.length = 0;
  }

  /** Empty ones are left out. */
  add(start: number, end: number, token: Token): void {
    if (end <= start) return;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.tokens[this.count] = token;
    this.count += 1;
  }

  /** Puts them in order; of those that overlap, the first added stays. True if all could stay. */
  setApart(): boolean {
    if (this.#areApart()) return true;
    const kept: number[] = [];
    const taken = new Uint8Array(this.#end());
    for (let at = 0; at < this.count; at += 1) {
      const [start, end] = [this.starts[at] ?? 0, this.ends[at] ?? 0];
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      kept.push(at);
    }
    kept.sort((a, b) => (this.starts[a] ?? 0) - (this.starts[b] ?? 0));
    const all = this.count;
    const [starts, ends, tokens] = [[...this.starts], [...this.ends], [...this.tokens]];
    this.clear();
    for (const at of kept) {
      const token = tokens[at];
      if (token !== undefined) this.add(starts[at] ?? 0, ends[at] ?? 0, token);
    }
    return kept.length === all;
  }

  #areApart(): boolean {
    let last = 0;
    for (let at = 0; at < this.count; at += 1) {
      if ((this.starts[at] ?? 0) < last) return false;
      last = this.ends[at] ?? 0;
    }
    return true;
  }

  #end(): number {
    let end = 0;
    for (let at = 0; at < this.count; at += 1) end = Math.max(end, this.ends[at] ?? 0);
    return end;
  }
}
