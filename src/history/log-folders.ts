import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/is-system-error.ts';
import type { Logger } from '../base/logger.ts';
import { makeFolder } from '../base/make-folder.ts';
import { CancelWatch } from './cancel-watch.ts';
import { historyFailed } from './history-failed.ts';
import type { RunLog } from './run-history.ts';
import { RunLogFile } from './run-log-file.ts';

export interface HistoryParts {
  /** `$ROLLCALL_HOME`; made (0700) with the first run. */
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The folders of runs, or of plans: each has a log and, where one was asked for, a cancel request. */
export class LogFolders<Event extends object> {
  /** What they stand in. */
  readonly path: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #logs = new Set<RunLog<Event>>();
  readonly #watches = new Set<CancelWatch>();

  constructor(name: 'runs' | 'plans', { home, clock, logger }: HistoryParts) {
    this.path = join(home, name);
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Ids become parts of paths: whoever takes one from outside has to check it. */
  logOf(id: string): string {
    return join(this.path, id, 'events.jsonl');
  }

  /** Exclusive: a folder that is there belongs to another run, and is never written to. Rejects `history_failed`. */
  async open(id: string): Promise<RunLog<Event>> {
    const log = new RunLogFile<Event>(await this.#make(id), this.#logger);
    this.#logs.add(log);
    return {
      append: (event) => log.append(event),
      flushed: () => log.flushed(),
      close: () => log.close().finally(() => this.#logs.delete(log)),
    };
  }

  async #make(id: string): ReturnType<typeof open> {
    try {
      await makeFolder(this.path);
      await mkdir(join(this.path, id), { mode: 0o700 });
      return await open(this.logOf(id), 'ax', 0o600);
    } catch (thrown) {
      throw historyFailed("the run's log cannot be made", thrown);
    }
  }

  /** Rejects with the system's error. */
  async leaveCancel(id: string): Promise<void> {
    await writeFile(this.#cancelOf(id), '', { mode: 0o600 });
  }

  watchCancel(id: string, onRequest: () => void): CancelWatch {
    const watch = new CancelWatch(this.#cancelOf(id), this.#clock, onRequest, () => this.#watches.delete(watch));
    this.#watches.add(watch);
    return watch;
  }

  /** Ends all watches and logs. */
  async close(): Promise<void> {
    for (const watch of this.#watches) watch.close();
    await Promise.allSettled([...this.#logs].map((log) => log.close()));
    this.#logs.clear();
  }

  #cancelOf(id: string): string {
    return join(this.path, id, 'cancel');
  }
}

/** Whether it says that there is no such file. */
export function isMissing(thrown: unknown): boolean {
  return isSystemError(thrown, 'ENOENT') || isSystemError(thrown, 'ENOTDIR');
}
