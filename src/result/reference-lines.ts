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

/** How a text differs from a reference, whatever the order of their lines. */
export interface LineDistance {
  /** The number of each line in the reference; -1 for a line that it does not have. */
  readonly ids: readonly number[];
  /** Lines that only one of the two has; one that is there twice and once counts once. */
  readonly lines: number;
  /** What those lines take. */
  readonly chars: number;
}

/** The lines of one answer, to compare many others with. Linear in the length of each. */
export class ReferenceLines {
  readonly lines: readonly string[];
  readonly ids: readonly number[];
  readonly #numbers = new Map<string, number>();
  readonly #counts: number[] = [];
  /** Behind the first of each number. */
  readonly #next: number[] = [];
  readonly #chars: number;

  constructor(text: string) {
    this.lines = linesOf(text);
    this.#chars = text.length;
    this.ids = this.lines.map((line, index) => {
      const number = this.#numbers.get(line) ?? this.#counts.length;
      if (number === this.#counts.length) {
        this.#numbers.set(line, number);
        this.#next.push(index + 1);
      }
      this.#counts[number] = (this.#counts[number] ?? 0) + 1;
      return number;
    });
  }

  distanceTo(lines: readonly string[]): LineDistance {
    const left = Int32Array.from(this.#counts);
    const ids: number[] = [];
    let [common, commonChars, addedChars, expected] = [0, 0, 0, 0];
    for (const line of lines) {
      // Mostly it is the line that follows, and to compare two is quicker than to look one up.
      const follows = line === this.lines[expected];
      const number = (follows ? this.ids[expected] : this.#numbers.get(line)) ?? -1;
      if (follows) expected += 1;
      else expected = this.#next[number] ?? expected + 1;
      ids.push(number);
      const still = left[number] ?? 0;
      if (still > 0) {
        left[number] = still - 1;
        common += 1;
        commonChars += line.length;
      } else {
        addedChars += line.length;
      }
    }
    return {
      ids,
      lines: this.lines.length + lines.length - 2 * common,
      chars: this.#chars - commonChars + addedChars,
    };
  }
}
