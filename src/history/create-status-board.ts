import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/is-system-error.ts';
import type { Logger } from '../base/logger.ts';
import { makeFolder } from '../base/make-folder.ts';
import type { Owner } from '../model/event.ts';
import { type ProcessStatus, type StoredStatus, storedStatusSchema } from '../model/process-status.ts';
import { historyFailed } from './history-failed.ts';

const ending = '.json';
const maxBytes = 65_536;

/** A process of another host cannot be asked: what it left is removed when it is this old. */
const foreignKeptMs = 86_400_000;

export interface StatusBoardOptions {
  readonly home: string;
  readonly owner: Owner;
  readonly ownerAlive: (owner: Owner) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where the processes that share a state folder tell what they do. */
export interface StatusBoard {
  /** Replaces what this process told before. Never rejects: work goes on whether it can be told or not. */
  tell(status: ProcessStatus): Promise<void>;
  /** What the other processes that live have told last, oldest process first. Throws `history_failed`. */
  others(): Promise<readonly ProcessStatus[]>;
  /** Takes back what this process told. */
  close(): Promise<void>;
}

/** A file (0600) for each process in `$ROLLCALL_HOME/status/`, replaced as a whole. */
export function createStatusBoard(options: StatusBoardOptions): StatusBoard {
  const { home, owner, ownerAlive, clock, logger } = options;
  const folder = join(home, 'status');
  // Not the pid: containers that share a folder all have the same.
  const own = `${randomUUID()}${ending}`;
  let told = false;
  let failed = false;
  let closed = false;
  let telling = Promise.resolve();

  async function write(status: ProcessStatus): Promise<void> {
    if (!told) {
      await makeFolder(folder);
      await sweep();
    }
    const stored: StoredStatus = { owner, status };
    const aside = join(folder, `.${own}`);
    // Set first: what is half written has to be removed too.
    told = true;
    const file = await open(aside, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(stored)}\n`);
    } finally {
      await file.close();
    }
    await rename(aside, join(folder, own));
  }

  /** Removes what processes that were killed have left. */
  async function sweep(): Promise<void> {
    for (const name of await names()) {
      const path = join(folder, name);
      const stored = await read(path);
      const foreign = stored === null || stored.owner.host !== hostname();
      const age = clock.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? clock.now());
      if (foreign ? age > foreignKeptMs : !ownerAlive(stored.owner)) await rm(path, { force: true });
    }
  }

  async function names(): Promise<readonly string[]> {
    try {
      return (await readdir(folder)).filter((name) => name.endsWith(ending));
    } catch (thrown) {
      if (isSystemError(thrown, 'ENOENT')) return [];
      throw thrown;
    }
  }

  return {
    tell(status) {
      telling = telling.then(async () => {
        if (closed) return;
        try {
          await write(status);
          failed = false;
        } catch (thrown) {
          if (!failed) logger.warn({ err: thrown }, 'what this process does cannot be told to `rollcall status`');
          failed = true;
        }
      });
      return telling;
    },

    async others() {
      let files: readonly string[];
      try {
        files = await names();
      } catch (thrown) {
        throw historyFailed('the folder of the status files cannot be read', thrown);
      }
      const found: ProcessStatus[] = [];
      for (const name of files) {
        if (name === own || name.startsWith('.')) continue;
        const stored = await read(join(folder, name));
        if (stored !== null && ownerAlive(stored.owner)) found.push(stored.status);
      }
      return found.sort((a, b) => (a.started < b.started ? -1 : 1));
    },

    async close() {
      closed = true;
      await telling;
      if (!told) return;
      for (const name of [own, `.${own}`]) await rm(join(folder, name), { force: true }).catch(() => {});
    },
  };
}

/** Null for what is gone meanwhile, or is no status. */
async function read(path: string): Promise<StoredStatus | null> {
  try {
    // Without O_NONBLOCK the opening of a FIFO waits for a writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > maxBytes) return null;
      const parsed = storedStatusSchema.safeParse(JSON.parse(await file.readFile('utf8')));
      return parsed.success ? parsed.data : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
