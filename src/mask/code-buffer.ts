/** Shorter pieces are copied faster by hand. */
const shortPiece = 48;

/** Larger buffers are given back. */
const keptChars = 1 << 18;

/** A function takes only so many arguments. */
const codesAtOnce = 8_192;

/** Collects a text from pieces of others by code unit: no string is made for any of them. */
export class CodeBuffer {
  /** Up to `length`; what is written behind it, within what was reserved, counts once `length` says so. */
  codes = new Uint16Array(8_192);
  length = 0;
  #bytes = Buffer.alloc(0);

  clear(): void {
    this.length = 0;
    if (this.codes.length > keptChars) this.codes = new Uint16Array(8_192);
    if (this.#bytes.length > keptChars) this.#bytes = Buffer.alloc(0);
  }

  /** Forgets what was added behind that place. */
  cutTo(length: number): void {
    this.length = length;
  }

  /** Makes room for so many more. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.codes.length) return;
    const larger = new Uint16Array(needed * 2);
    larger.set(this.codes.subarray(0, this.length));
    this.codes = larger;
  }

  /** The code units between two places. */
  addCodes(from: Uint16Array, start: number, end: number): void {
    const count = end - start;
    this.reserve(count);
    const { codes, length } = this;
    if (count > shortPiece) codes.set(from.subarray(start, end), length);
    else for (let at = 0; at < count; at += 1) codes[length + at] = from[start + at] ?? 0;
    this.length = length + count;
  }

  addText(text: string): void {
    this.reserve(text.length);
    const { codes, length } = this;
    for (let at = 0; at < text.length; at += 1) codes[length + at] = text.charCodeAt(at);
    this.length = length + text.length;
  }

  /** What was added behind that place. */
  textFrom(start: number): string {
    const codes = this.codes.subarray(start, this.length);
    if (!isNarrow(codes)) return wideText(codes);
    if (this.#bytes.length < codes.length) this.#bytes = Buffer.alloc(this.codes.length);
    this.#bytes.set(codes);
    return this.#bytes.toString('latin1', 0, codes.length);
  }
}

/** Whether a byte each is enough: most answers are ASCII, and as such they take half the memory. */
function isNarrow(codes: Uint16Array): boolean {
  let bits = 0;
  for (let at = 0; at < codes.length; at += 1) bits |= codes[at] ?? 0;
  return bits < 256;
}

function wideText(codes: Uint16Array): string {
  let text = '';
  for (let at = 0; at < codes.length; at += codesAtOnce) {
    text += String.fromCharCode(...codes.subarray(at, at + codesAtOnce));
  }
  return text;
}
