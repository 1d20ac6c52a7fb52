import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { abortReason, pause } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { isSystemError } from '../../base/is-system-error.ts';
import { RollcallError } from '../../base/rollcall-error.ts';

/** Pause between two looks at a lock that another process holds; it is held for a few milliseconds. */
const pollMs = 20;
/** How long to wait for another process before giving up. */
const waitMs = 5_000;
/** Age after which a lock is taken for one left by a process that died. A holder needs milliseconds; less than `waitMs`. */
const staleMs = 2_000;
/** A lock dated later than this from now was made under a clock that was wrong, and would never grow old. */
const aheadMs = 1_000;

/** Which file it is. The time belongs to it: a file system gives the number of a file just removed to the next one. */
const identity = ({ ino, mtimeNs }: BigIntStats): string => `${ino}:${mtimeNs}`;

async function statOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return null;
    throw thrown;
  }
}

/** The new lock's identity; null where there is one already. */
async function create(path: string): Promise<string | null> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      return identity(await file.stat({ bigint: true }));
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (isSystemError(thrown, 'EEXIST')) return null;
    throw thrown;
  }
}

/** Removes the lock only if it is the one that was looked at: another process may have replaced it meanwhile. */
async function removeExactly(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return;
    throw thrown;
  }
  const moved = await statOrNull(aside);
  // Put back; where yet another process has made one by now, that one stands.
  if (moved !== null && identity(moved) !== expected) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function removeIfStale(path: string, now: number): Promise<void> {
  const found = await statOrNull(path);
  if (found === null) return;
  const ageMs = now - Number(found.mtimeMs);
  if (ageMs >= staleMs || ageMs < -aheadMs) await removeExactly(path, identity(found));
}

/** Nothing that goes wrong here undoes the work; a lock that stays is stale before long. */
async function release(path: string, own: string): Promise<void> {
  try {
    const found = await statOrNull(path);
    if (found !== null && identity(found) === own) await rm(path, { force: true });
  } catch {
    // As above.
  }
}

export interface LockOptions {
  readonly clock: Clock;
  /** Ends the wait for the lock; work that has begun goes on to its end. */
  readonly signal: AbortSignal;
  /** What is thrown when another process holds it too long; default: `host_key`, phase `host_key`. */
  readonly heldError?: (message: string, hint: string) => RollcallError;
}

const hostKeyError = (message: string, hint: string): RollcallError =>
  new RollcallError('host_key', message, { phase: 'host_key', hint });

/** Runs `work` while holding the lock file at `path` (made with O_EXCL, which is atomic across processes). */
export async function withFileLock<T>(
  path: string,
  { clock, signal, heldError = hostKeyError }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw abortReason(signal);
  let own = await create(path);
  for (let waitedMs = 0; own === null; waitedMs += pollMs) {
    await removeIfStale(path, clock.now());
    if (waitedMs >= waitMs) {
      throw heldError(`another process holds ${path}`, 'try again; if no other rollcall runs, remove that file');
    }
    await pause(pollMs, clock, signal);
    own = await create(path);
  }
  try {
    return await work();
  } finally {
    await release(path, own);
  }
}
