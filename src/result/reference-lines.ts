import { LineScan } from '../base/line-scan.ts';
import type { LineDistance } from './line-distance.ts';

/** The lines of a text, each with its line feed; joined they are the text again. */
export function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}

/** In place of a number, where lines of different numbers have the same hash. */
const ambiguous = -2;

/** The lines of one answer, to compare many others with. Linear in the length of each. */
export class ReferenceLines {
  readonly scan: LineScan;
  /** The same number for equal lines. */
  readonly ids: Int32Array;
  readonly #numbers = new Map<string, number>();
  /** A number of our own hash is found faster than a string. */
  readonly #byHash = new Map<number, number>();
  /** Of each number: the first line, how many there are, and how many the other text has left over. */
  readonly #first: number[] = [];
  readonly #counts: Int32Array;
  readonly #left: Int32Array;

  constructor(text: string) {
    this.scan = new LineScan().read(text);
    const { count } = this.scan;
    this.ids = new Int32Array(count);
    this.#counts = new Int32Array(count);
    this.#left = new Int32Array(count);
    for (let line = 0; line < count; line += 1) {
      const number = this.#numberOf(line);
      this.ids[line] = number;
      this.#counts[number] = (this.#counts[number] ?? 0) + 1;
    }
  }

  get count(): number {
    return this.scan.count;
  }

  distanceTo(other: LineScan): LineDistance {
    const left = this.#left;
    left.set(this.#counts);
    const ids = new Int32Array(other.count);
    const added = new Uint8Array(other.count);
    let [common, commonChars, expected] = [0, 0, 0];
    for (let line = 0; line < other.count; line += 1) {
      // Mostly it is the line that follows, and to compare two is quicker than to look one up.
      const follows = expected < this.count && other.hasSame(line, this.scan, expected);
      const number = follows ? (this.ids[expected] ?? -1) : this.#find(other, line);
      expected = follows || number < 0 ? expected + 1 : (this.#first[number] ?? 0) + 1;
      ids[line] = number;
      const still = number < 0 ? 0 : (left[number] ?? 0);
      if (still === 0) {
        added[line] = 1;
        continue;
      }
      left[number] = still - 1;
      common += 1;
      commonChars += other.endOf(line) - other.startOf(line);
    }
    return {
      ids,
      changes: { removed: this.#lastOf(left), added },
      lines: this.count + other.count - 2 * common,
      chars: this.scan.text.length + other.text.length - 2 * commonChars,
    };
  }

  /** So many of each number, counted from the end. */
  #lastOf(left: Int32Array): Uint8Array {
    const removed = new Uint8Array(this.count);
    for (let line = this.count - 1; line >= 0; line -= 1) {
      const number = this.ids[line] ?? 0;
      const still = left[number] ?? 0;
      if (still === 0) continue;
      left[number] = still - 1;
      removed[line] = 1;
    }
    return removed;
  }

  #numberOf(line: number): number {
    const text = this.scan.lineAt(line);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#first.length;
    const hash = this.scan.hashOf(line);
    this.#numbers.set(text, number);
    this.#byHash.set(hash, this.#byHash.has(hash) ? ambiguous : number);
    this.#first.push(line);
    return number;
  }

  #find(other: LineScan, line: number): number {
    const number = this.#byHash.get(other.hashOf(line)) ?? -1;
    if (number === ambiguous) return this.#numbers.get(other.lineAt(line)) ?? -1;
    return number >= 0 && other.hasSame(line, this.scan, this.#first[number] ?? -1) ? number : -1;
  }
}
