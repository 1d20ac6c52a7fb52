/** Longer texts have their arrays given back once another is read. */
const keptChars = 1 << 18;

const feed = 10;
const factor = 0x9e3779b1;

/**
 * Others in each process: V8 looks up numbers without a seed of its own, so a device that knew these could send lines that
 * all fall into one bucket.
 */
const seeds = [random(), random(), random(), random()] as const;

/** Characters between two that are compared first. */
const probeStep = 5;
const isBigEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/**
 * The lines of a text, without a string for each: of 10,000 answers the lines are a million. A line ends with its line
 * feed; joined, lines are the text again. One object reads many texts, one after the other.
 */
export class LineScan {
  text = '';
  /** Number of lines. */
  count = 0;
  /** UTF-16 code units of the text; behind them may stand others. */
  codes = new Uint16Array(0);
  #bytes = Buffer.alloc(0);
  /** Where each line begins, and then where the last one ends. */
  #starts = new Int32Array(0);

  /** Reads another text in place of the last. */
  read(text: string): this {
    this.#makeRoomFor(text.length);
    this.#bytes.write(text, 'utf16le');
    if (isBigEndian) this.#bytes.subarray(0, text.length * 2).swap16();
    this.text = text;
    this.count = 0;
    for (let start = 0; start < text.length; ) {
      const at = text.indexOf('\n', start);
      this.#begin(start);
      start = at === -1 ? text.length : at + 1;
    }
    this.#begin(text.length);
    this.count -= 1;
    return this;
  }

  startOf(line: number): number {
    return this.#starts[line] ?? 0;
  }

  /** Behind its line feed. */
  endOf(line: number): number {
    return this.#starts[line + 1] ?? 0;
  }

  /** Before its line feed, if it has one. */
  contentEndOf(line: number): number {
    const end = this.endOf(line);
    return end > this.startOf(line) && this.codes[end - 1] === feed ? end - 1 : end;
  }

  /** With its line feed. */
  lineAt(line: number): string {
    return this.text.slice(this.#starts[line], this.#starts[line + 1]);
  }

  /** Equal lines have equal hashes; different ones may have, too. */
  hashOf(line: number): number {
    return this.#hashBetween(this.startOf(line), this.endOf(line));
  }

  /** The same for the whole text. */
  hash(): number {
    return this.#hashBetween(0, this.text.length);
  }

  /** Whether a line is equal to one of another text. */
  hasSame(line: number, other: LineScan, otherLine: number): boolean {
    const start = this.startOf(line);
    const otherStart = other.startOf(otherLine);
    const length = this.endOf(line) - start;
    if (length !== other.endOf(otherLine) - otherStart) return false;
    // Most lines that differ do so in several characters together: this spares a string for each.
    const { codes } = this;
    const { codes: otherCodes } = other;
    for (let at = 0; at < length; at += probeStep) {
      if (codes[start + at] !== otherCodes[otherStart + at]) return false;
    }
    return this.lineAt(line) === other.lineAt(otherLine);
  }

  /** In four lanes, as none has to wait for the product of another. */
  #hashBetween(start: number, end: number): number {
    const { codes } = this;
    let [a, b, c, d] = seeds;
    let at = start;
    for (; at + 3 < end; at += 4) {
      a = Math.imul(a ^ (codes[at] ?? 0), factor);
      b = Math.imul(b ^ (codes[at + 1] ?? 0), factor);
      c = Math.imul(c ^ (codes[at + 2] ?? 0), factor);
      d = Math.imul(d ^ (codes[at + 3] ?? 0), factor);
    }
    for (; at < end; at += 1) a = Math.imul(a ^ (codes[at] ?? 0), factor);
    return Math.imul(Math.imul(Math.imul(a, factor) ^ b, factor) ^ c, factor) ^ d;
  }

  #begin(start: number): void {
    if (this.count >= this.#starts.length) {
      const larger = new Int32Array(this.count * 2 + 128);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.count] = start;
    this.count += 1;
  }

  #makeRoomFor(length: number): void {
    const room = this.codes.length;
    if (room < length || (room > keptChars && length <= keptChars)) {
      const spare = Math.ceil(length / 4) + 1_024;
      this.codes = new Uint16Array(length > keptChars ? length : Math.min(keptChars, length + spare));
      this.#bytes = Buffer.from(this.codes.buffer);
    }
    if (this.#starts.length > keptChars) this.#starts = new Int32Array(0);
  }
}

function random(): number {
  return Math.floor(Math.random() * 2 ** 32);
}
