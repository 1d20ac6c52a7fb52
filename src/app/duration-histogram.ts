/** A bucket's upper bound is this much above the one before: a quantile is at most 10 % too high. */
const growth = 1.1;
const logGrowth = Math.log(growth);

/** 1.1^200 ms is more than the longest deadline there is, a day. */
const bucketCount = 200;

/** Durations in buckets that grow by a tenth: however many are added, it takes the same memory. */
export class DurationHistogram {
  readonly #buckets = new Uint32Array(bucketCount);
  #count = 0;
  #sumMs = 0;
  #maxMs = 0;

  get count(): number {
    return this.#count;
  }

  get averageMs(): number | null {
    return this.#count === 0 ? null : this.#sumMs / this.#count;
  }

  add(durationMs: number): void {
    const ms = Math.max(0, durationMs);
    const index = Math.min(bucketCount - 1, ms <= 1 ? 0 : Math.ceil(Math.log(ms) / logGrowth));
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count += 1;
    this.#sumMs += ms;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /** What this share of the durations (from 0 to 1) does not exceed; null where there are none. */
  quantileMs(share: number): number | null {
    if (this.#count === 0) return null;
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (const [index, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= wanted) return Math.min(growth ** index, this.#maxMs);
    }
    return this.#maxMs;
  }

  include(other: DurationHistogram): void {
    for (const [index, count] of other.#buckets.entries()) this.#buckets[index] = (this.#buckets[index] ?? 0) + count;
    this.#count += other.#count;
    this.#sumMs += other.#sumMs;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }
}
