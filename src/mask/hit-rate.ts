/** Questions after which it is judged whether remembering pays. */
const sampleSize = 512;

/** Tells whether it pays to remember: where few things come again, it costs more time and memory than it saves. */
export class HitRate {
  #asked = 0;
  #hits = 0;
  #pays = true;

  count(isHit: boolean): void {
    this.#asked += 1;
    if (isHit) this.#hits += 1;
    if (this.#asked < sampleSize) return;
    this.#pays = this.#hits * 32 >= this.#asked;
    this.#asked = 0;
    this.#hits = 0;
  }

  /** Where it does not pay, one in sixteen is remembered all the same: what comes may change. */
  get pays(): boolean {
    return this.#pays || (this.#asked & 15) === 0;
  }
}
