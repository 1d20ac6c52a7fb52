/** V8 hashes strings up to 16,383 characters by what they hold, longer ones by their length alone. */
const pieceChars = 16_383;

/**
 * A number for each different text, exact and in linear time: a map keyed by long texts of the same length would
 * compare each with all of them.
 */
export class TextIds {
  readonly #texts = new Map<string, number>();
  readonly #pieces = new Map<string, number>();
  /** The pieces' numbers, joined. */
  readonly #longTexts = new Map<string, number>();
  #next = 0;

  idOf(text: string): number {
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
    this.#next += 1;
    ids.set(key, this.#next);
    return this.#next;
  }
}
