import type { LiveRun } from './live-run.ts';
import { type StoredAnswer, storedAnswer } from './stored-answer.ts';

/** A read that a run of this process will make or is making. */
export interface SharedRead {
  readonly run: LiveRun;
  /** Null: it came to no good answer. Never rejects. */
  readonly answer: Promise<StoredAnswer | null>;
}

interface OpenRead extends SharedRead {
  readonly settle: (answer: StoredAnswer | null) => void;
}

/** Who asks what at this moment, so that the same is not asked twice. Waits go to older runs only, never round. */
export class SharedReads {
  readonly #open = new Map<string, OpenRead>();

  /** Another run's read of this kind; null where there is none, and then this one is the run's own. */
  join(key: string, run: LiveRun, device: string, commandIndex: number): SharedRead | null {
    const open = this.#open.get(key);
    if (open !== undefined) return open.run === run ? null : open;
    this.#add(key, run, device, commandIndex);
    return null;
  }

  #add(key: string, run: LiveRun, device: string, commandIndex: number): void {
    let resolve: (answer: StoredAnswer | null) => void = () => {};
    const answer = new Promise<StoredAnswer | null>((settle) => {
      resolve = settle;
    });
    const settle = (ended: StoredAnswer | null): void => {
      this.#open.delete(key);
      resolve(ended);
    };
    this.#open.set(key, { run, answer, settle });
    run.whenFinished(device, commandIndex, (row) => settle(storedAnswer(run.runId, row)));
  }
}
