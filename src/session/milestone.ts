/** A point that is reached once. Whoever asks hears of it then, or at once when it has been passed. */
export class Milestone {
  readonly #listeners = new Set<() => void>();
  #reached = false;

  reach(): void {
    if (this.#reached) return;
    this.#reached = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /** Returns the way to stop listening. */
  tell(listener: () => void): () => void {
    if (this.#reached) listener();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
