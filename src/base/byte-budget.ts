/** Bytes that may still be taken, shared by everyone who holds it. */
export class ByteBudget {
  readonly totalBytes: number;
  #leftBytes: number;

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
    this.#leftBytes = totalBytes;
  }

  /** Takes as many of the wanted bytes as are left, and says how many. */
  take(wantedBytes: number): number {
    const granted = Math.min(wantedBytes, this.#leftBytes);
    this.#leftBytes -= granted;
    return granted;
  }
}
