import { LineScan } from '../base/line-scan.ts';

/** V8 hashes strings up to 16,383 characters by what they hold, longer ones by their length alone. */
const pieceChars = 16_383;

/** Characters that a text is told by at first. */
const sampled = 32;

/** Texts that are alike there and are compared one by one; more are looked up. */
const maxAlike = 8;

interface Known {
  readonly text: string;
  readonly id: number;
}

/** Texts by something that equal ones share. */
interface Level {
  readonly keyOf: (text: string) => number;
  readonly alike: Map<number, Known[]>;
}

/**
 * A number for each different text, exact and in linear time: a map keyed by long texts of the same length would
 * compare each with all of them. Most are told apart, or found equal, by a few of their characters, nearly all others by
 * a hash that takes half as long as V8's.
 */
export class TextIds {
  readonly #scan = new LineScan();
  readonly #levels: readonly Level[] = [
    { keyOf: sampleOf, alike: new Map() },
    { keyOf: (text) => this.#scan.read(text).hash(), alike: new Map() },
  ];
  readonly #texts = new Map<string, number>();
  readonly #pieces = new Map<string, number>();
  /** The pieces' numbers, joined. */
  readonly #longTexts = new Map<string, number>();
  #next = 0;

  idOf(text: string): number {
    for (const { keyOf, alike } of this.#levels) {
      const key = keyOf(text);
      const known = alike.get(key);
      for (const each of known ?? []) if (each.text === text) return each.id;
      if (known !== undefined && known.length >= maxAlike) continue;
      const id = this.#newId();
      if (known === undefined) alike.set(key, [{ text, id }]);
      else known.push({ text, id });
      return id;
    }
    return this.#lookedUp(text);
  }

  #lookedUp(text: string): number {
    if (text.length <= pieceChars) return this.#idIn(this.#texts, text);
    const pieces: number[] = [];
    for (let start = 0; start < text.length; start += pieceChars) {
      pieces.push(this.#idIn(this.#pieces, text.slice(start, start + pieceChars)));
    }
    return this.#idIn(this.#longTexts, pieces.join(' '));
  }

  #idIn(ids: Map<string, number>, key: string): number {
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = this.#newId();
    ids.set(key, id);
    return id;
  }

  #newId(): number {
    this.#next += 1;
    return this.#next;
  }
}

/** A hash of its length and of characters all over it. */
function sampleOf(text: string): number {
  const step = Math.max(1, Math.floor(text.length / sampled));
  let hash = text.length;
  for (let at = 0; at < text.length; at += step) hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
  return hash;
}
