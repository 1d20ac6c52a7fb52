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
import { listingOf } from './list-runs.ts';
import { namesIn } from './names-in.ts';
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
    const protectedRuns = await runsOfSnapshots();
    const now = clock.now();
    const removed: PrunedRun[] = [];
    const kept = { snapshots: 0, recent: 0 };
    let [runs, bytes, left] = [0, 0, 0];

    async function judge(run: StoredRun): Promise<void> {
      const state = protectedRuns.has(run.runId) ? 'snapshots' : await stateOf(run, now, problems);
      const fate = state !== 'due' ? state : dryRun ? 'removed' : await remove(run.runId, problems);
      if (fate === 'snapshots' || fate === 'recent') kept[fate] += 1;
      if (fate === 'removed') removed.push({ runId: run.runId, startTime: run.startTime, bytes: run.bytes });
      // Or two processes that prune at once would together remove twice as much as is too much.
      if (fate === 'removed' || fate === 'gone') left -= run.bytes;
    }

    if (!dryRun) await removeLeftovers(names, problems);
    const young: StoredRun[] = [];
    // What is too old goes before the rest is looked at: in a large history there may be no time for that.
    for (const runId of names.filter(isRunId).sort()) {
      if (signal.aborted) break;
      const run = await measured(runId, problems);
      if (run === null) continue;
      runs += 1;
      bytes += run.bytes;
      left += run.bytes;
      if (olderThanMs !== null && now - runIdTime(runId) > olderThanMs) await judge(run);
      else young.push(run);
    }
    for (const run of young) {
      if (signal.aborted || maxBytes === null || left <= maxBytes) break;
      await judge(run);
    }
    return { runs, bytes, removed, kept, problems };
  };

  async function runsOfSnapshots(): Promise<ReadonlySet<string>> {
    const { snapshots: named, unreadable } = await snapshots.list();
    const [first] = unreadable;
    if (first === undefined) return new Set(named.map(({ run_id }) => run_id));
    throw new RollcallError('history_failed', `nothing was pruned, because a snapshot cannot be read: ${first}`, {
      hint: 'which run it needs is not known; mend the file or delete it',
    });
  }

  /** Null where another process has pruned it meanwhile, and where it cannot be read. */
  async function measured(runId: string, problems: string[]): Promise<StoredRun | null> {
    const path = join(folder, runId);
    try {
      const files = await readdir(path);
      const stats = await Promise.all(files.map((file) => stat(join(path, file))));
      const bytes = stats.reduce((sum, { size }) => sum + size, 0);
      // A folder whose log is not made yet has no file.
      const writtenAt = Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs)) || (await stat(path)).mtimeMs;
      return { runId, startTime: instant(runIdTime(runId)), bytes, writtenAt };
    } catch (thrown) {
      if (!isSystemError(thrown, 'ENOENT')) problems.push(`${path} cannot be read: ${messageOf(thrown)}`);
      return null;
    }
  }

  /** `recent`: also where it goes on. */
  async function stateOf(
    { runId, writtenAt }: StoredRun,
    now: number,
    problems: string[],
  ): Promise<'due' | 'recent' | 'gone' | 'unreadable'> {
    if (now - writtenAt < recentMs) return 'recent';
    const path = join(folder, runId);
    try {
      const { started, ended } = await listingOf(runId, join(path, 'events.jsonl'));
      const goesOn = ended === null && (ownerAlive(started.owner) || now - writtenAt < unendedMs);
      return goesOn ? 'recent' : 'due';
    } catch (thrown) {
      if (isSystemError(thrown, 'ENOENT') && !(await exists(path))) return 'gone';
      problems.push(`${path} is left alone, its log cannot be read: ${messageOf(thrown)}`);
      return 'unreadable';
    }
  }

  /** `gone`: another process was quicker. */
  async function remove(runId: string, problems: string[]): Promise<'removed' | 'gone' | 'stays'> {
    const aside = join(folder, `${leaving}${runId}-${randomUUID()}`);
    try {
      await rename(join(folder, runId), aside);
    } catch (thrown) {
      if (isSystemError(thrown, 'ENOENT')) return 'gone';
      problems.push(`${join(folder, runId)} cannot be removed: ${messageOf(thrown)}`);
      return 'stays';
    }
    await removeFolder(aside, problems);
    return 'removed';
  }

  /** What a process that was killed while it pruned has left. */
  async function removeLeftovers(names: readonly string[], problems: string[]): Promise<void> {
    for (const name of names) if (name.startsWith(leaving)) await removeFolder(join(folder, name), problems);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (thrown: unknown) => !isSystemError(thrown, 'ENOENT'),
  );
}

async function removeFolder(path: string, problems: string[]): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (thrown) {
    problems.push(`${path} cannot be removed: ${messageOf(thrown)}`);
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
