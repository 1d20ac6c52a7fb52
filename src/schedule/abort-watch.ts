import { onAbort } from '../base/abort.ts';

interface Watched<T> {
  readonly waiting: Set<T>;
  readonly stop: () => void;
}

/** Tells which of those that wait have a signal that aborted. One listener a signal: all jobs of a run share theirs. */
export class AbortWatch<T> {
  readonly #watched = new Map<AbortSignal, Watched<T>>();
  readonly #aborted: (waiting: T) => void;

  constructor(aborted: (waiting: T) => void) {
    this.#aborted = aborted;
  }

  /** The signal must not have aborted yet. */
  add(waiting: T, signal: AbortSignal): void {
    let watched = this.#watched.get(signal);
    if (watched === undefined) {
      const all = new Set<T>();
      const tell = (): void => {
        this.#watched.delete(signal);
        for (const each of all) this.#aborted(each);
      };
      watched = { waiting: all, stop: onAbort(signal, tell) };
      this.#watched.set(signal, watched);
    }
    watched.waiting.add(waiting);
  }

  remove(waiting: T, signal: AbortSignal): void {
    const watched = this.#watched.get(signal);
    watched?.waiting.delete(waiting);
    if (watched?.waiting.size !== 0) return;
    watched.stop();
    this.#watched.delete(signal);
  }

  /** Everyone still waiting; nobody is watched any more. */
  close(): readonly T[] {
    const watched = [...this.#watched.values()];
    this.#watched.clear();
    for (const { stop } of watched) stop();
    return watched.flatMap(({ waiting }) => [...waiting]);
  }
}
