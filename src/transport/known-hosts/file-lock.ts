import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { RollcallError } from '../../base/rollcall-error.ts';

/** Pause between two looks at a lock that another process holds; it is held for a few milliseconds. */
const pollMs = 20;
/** How long to wait for another process before giving up. */
const waitMs = 5_000;
/** Age after which a lock is taken for one left by a process that died. A holder needs milliseconds. */
const staleMs = 10_000;

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  }
}

/** Puts a stale lock aside by renaming, which only one of several processes that see it succeeds in. */
async function removeIfStale(path: string, now: number): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || now - found.mtimeMs < staleMs) return;
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => {});
  await rm(aside, { force: true });
}

/** Runs `work` while holding the lock file at `path` (made with O_EXCL, which is atomic across processes). */
export async function withFileLock<T>(path: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; !(await create(path)); waitedMs += pollMs) {
    await removeIfStale(path, Date.now());
    if (waitedMs >= waitMs) {
      throw new RollcallError('host_key', `another process holds ${path}`, {
        phase: 'host_key',
        hint: 'try again; if no other rollcall runs, remove that file',
      });
    }
    await new Promise<void>((resolve) => {
      clock.after(pollMs, resolve);
    });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
