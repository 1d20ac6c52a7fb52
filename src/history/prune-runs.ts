import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/is-system-error.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Owner } from '../model/event.ts';
import { instant } from '../model/instant.ts';
import type { Prune, PrunedRun } from '../model/prune.ts';
import type { SnapshotStore } from '../model/snapshot.ts';
import { historyFailed } from './history-failed.ts';
import { listingOf } from './list-runs.ts';
import { isRunId, runIdTime } from './run-id.ts';

/**
 * What was written within the last hour stays: it may be about to be read, compared, or named by a snapshot, and a run of
 * another machine on the same folder goes on unseen.
 */
const recentMs = 3_600_000;

/** A log without an end, whose process is not to be seen here, may still grow on another machine. */
const unendedMs = 86_400_000;

/** A run on its way out has this name in front, so that nobody takes it for a run any more. */
const leaving = '.pruned-';

export interface PruneParts {
  readonly home: string;
  readonly snapshots: SnapshotStore;
  readonly ownerAlive: (owner: Owner) => boolean;
  readonly clock: Clock;
}

interface StoredRun extends PrunedRun {
  /** When its log was written last, in epoch milliseconds. */
  readonly writtenAt: number;
}

/**
 * Prunes `$ROLLCALL_HOME/runs/`. Any number of processes may do so at once. Whoever has a run's log open reads it to its
 * end; for everyone else the run is gone as a whole, from one moment to the next.
 */
export function runPruner({ home, snapshots, ownerAlive, clock }: PruneParts): Prune {
  const folder = join(home, 'runs');

  return async ({ olderThanMs, maxBytes }, { dryRun, signal }) => {
    const problems: string[] = [];
    const names = await namesIn(folder);
    const runs = await measured(names.filter(isRunId).sort(), problems);
    const bytes = runs.reduce((sum, run) => sum + run.bytes, 0);
    const protectedRuns = await runsOfSnapshots();
    const now = clock.now();
    const removed: PrunedRun[] = [];
    const kept = { snapshots: 0, recent: 0 };
    let left = bytes;
    if (!dryRun) await removeLeftovers(names, problems);
    for (const run of runs) {
      const tooOld = olderThanMs !== null && now - runIdTime(run.runId) > olderThanMs;
      const tooMuch = maxBytes !== null && left > maxBytes;
      if (signal.aborted || !(tooOld || tooMuch)) continue;
      if (protectedRuns.has(run.runId)) kept.snapshots += 1;
      else if (await isRecent(run, now, problems)) kept.recent += 1;
      else if (dryRun || (await remove(run.runId, problems))) {
        const { runId, startTime, bytes: size } = run;
        removed.push({ runId, startTime, bytes: size });
        left -= size;
      }
    }
    return { runs: runs.length, bytes, removed, kept, problems };
  };

  async function runsOfSnapshots(): Promise<ReadonlySet<string>> {
    const { snapshots: named, unreadable } = await snapshots.list();
    const [first] = unreadable;
    if (first === undefined) return new Set(named.map(({ run_id }) => run_id));
    throw new RollcallError('history_failed', `nothing was pruned, because a snapshot cannot be read: ${first}`, {
      hint: 'which run it needs is not known; mend the file or delete it',
    });
  }

  async function measured(runIds: readonly string[], problems: string[]): Promise<readonly StoredRun[]> {
    const runs: StoredRun[] = [];
    for (const runId of runIds) {
      try {
        const files = await readdir(join(folder, runId));
        const stats = await Promise.all(files.map((file) => stat(join(folder, runId, file))));
        const bytes = stats.reduce((sum, { size }) => sum + size, 0);
        // A folder whose log is not made yet has no file.
        const writtenAt =
          Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs)) || (await stat(join(folder, runId))).mtimeMs;
        runs.push({ runId, startTime: instant(runIdTime(runId)), bytes, writtenAt });
      } catch (thrown) {
        // Pruned by another process meanwhile.
        if (!isSystemError(thrown, 'ENOENT'))
          problems.push(`${join(folder, runId)} cannot be read: ${messageOf(thrown)}`);
      }
    }
    return runs;
  }

  /** Also where it goes on, or where that cannot be told. */
  async function isRecent({ runId, writtenAt }: StoredRun, now: number, problems: string[]): Promise<boolean> {
    if (now - writtenAt < recentMs) return true;
    try {
      const { started, ended } = await listingOf(runId, join(folder, runId, 'events.jsonl'));
      return ended === null && (ownerAlive(started.owner) || now - writtenAt < unendedMs);
    } catch (thrown) {
      if (!isSystemError(thrown, 'ENOENT')) {
        problems.push(`${join(folder, runId)} is left alone, its log cannot be read: ${messageOf(thrown)}`);
      }
      return true;
    }
  }

  async function remove(runId: string, problems: string[]): Promise<boolean> {
    const aside = join(folder, `${leaving}${runId}-${randomUUID()}`);
    try {
      await rename(join(folder, runId), aside);
    } catch (thrown) {
      // Another process was quicker.
      if (!isSystemError(thrown, 'ENOENT')) {
        problems.push(`${join(folder, runId)} cannot be removed: ${messageOf(thrown)}`);
      }
      return false;
    }
    await removeFolder(aside, problems);
    return true;
  }

  /** What a process that was killed while it pruned has left. */
  async function removeLeftovers(names: readonly string[], problems: string[]): Promise<void> {
    for (const name of names) if (name.startsWith(leaving)) await removeFolder(join(folder, name), problems);
  }
}

async function removeFolder(path: string, problems: string[]): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (thrown) {
    problems.push(`${path} cannot be removed: ${messageOf(thrown)}`);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return [];
    throw historyFailed('the history cannot be listed', thrown);
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
