/** Questions after which it is judged whether remembering pays. */
const sampleSize = 512;

/** Tells whether it pays to remember: where few things come again, it costs more time and memory than it saves. */
export class HitRate {
  readonly #every: number;
  #asked = 0;
  #hits = 0;
  #pays = true;
  #passed = 0;

  /** Where it does not pay, one in `every` is tried all the same (a power of two): what comes may change. */
  constructor(every: number) {
    this.#every = every;
  }

  count(isHit: boolean): void {
    this.#asked += 1;
    if (isHit) this.#hits += 1;
    if (this.#asked < sampleSize) return;
    this.#pays = this.#hits * 32 >= this.#asked;
    this.#asked = 0;
    this.#hits = 0;
  }

  /** Asked once for each thing. */
  pays(): boolean {
    if (this.#pays) return true;
    this.#passed += 1;
    return (this.#passed & (this.#every - 1)) === 0;
  }
}
