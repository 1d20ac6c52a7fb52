import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRunHistory } from '../../src/history/create-run-history.ts';
import { createSnapshotStore } from '../../src/history/create-snapshot-store.ts';
import { runPruner } from '../../src/history/prune-runs.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { PruneLimits } from '../../src/model/prune.ts';
import { answered, ended, started } from '../result/run-events.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { makeFifo } from '../support/make-fifo.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const clock = new FakeClock();
const { signal } = new AbortController();
let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

const folderOf = (runId: string): string => join(home, 'runs', runId);
const runsLeft = (): readonly string[] => readdirSync(join(home, 'runs')).sort();

function written(runId: string, agoMs: number): void {
  const at = (clock.now() - agoMs) / 1_000;
  for (const file of readdirSync(folderOf(runId))) utimesSync(join(folderOf(runId), file), at, at);
  utimesSync(folderOf(runId), at, at);
}

/** A run begun so many days ago, its log written an hour and a bit after that. */
async function run(daysAgo: number, { isEnded = true, size = 10 } = {}): Promise<string> {
  const runId = ulid(clock.now() - daysAgo * dayMs);
  const history = createRunHistory({ home, clock, logger: silentLogger });
  const log = await history.open(runId);
  const events: RunEvent[] = [{ ...started(['r1']), run_id: runId }, ...answered('r1', { stdout: 'x'.repeat(size) })];
  for (const event of [...events, ...(isEnded ? [ended()] : [])]) log.append(event);
  await log.close();
  await history.close();
  written(runId, Math.max(0, daysAgo * dayMs - hourMs - 1));
  return runId;
}

const pruner = (ownerAlive = false) =>
  runPruner({ home, snapshots: createSnapshotStore({ home }), ownerAlive: () => ownerAlive, clock });

const prune = (limits: Partial<PruneLimits>, { dryRun = false, ownerAlive = false } = {}) =>
  pruner(ownerAlive)({ olderThanMs: null, maxBytes: null, ...limits }, { dryRun, signal });

const snapshotOf = (runId: string) =>
  createSnapshotStore({ home }).save(
    {
      version: 1,
      name: 'pre',
      taken: '2026-01-01T00:00:00.000Z',
      run_id: runId,
      selector: 'all',
      commands: [{ command: 'x', checks: [{ no_diff: true }] }],
    },
    { replace: true },
  );

describe('pruning', () => {
  it('removes what is older than the limit, oldest first, and nothing without one', async () => {
    const [old, older, young] = [await run(31), await run(40), await run(29)];
    expect(await prune({})).toMatchObject({ runs: 3, removed: [] });
    const { removed, problems } = await prune({ olderThanMs: 30 * dayMs });
    expect(removed.map(({ runId }) => runId)).toEqual([older, old]);
    expect(removed[0]?.startTime).toBe(new Date(clock.now() - 40 * dayMs).toISOString());
    expect(problems).toEqual([]);
    expect(runsLeft()).toEqual([young]);
  });

  it('removes the oldest until the others fit', async () => {
    const runs = [await run(9, { size: 50_000 }), await run(8, { size: 50_000 }), await run(7, { size: 50_000 })];
    const { bytes, removed } = await prune({ maxBytes: 110_000 });
    expect(bytes).toBeGreaterThan(150_000);
    expect(removed.map(({ runId }) => runId)).toEqual([runs[0]]);
    expect(await prune({ maxBytes: 110_000 })).toMatchObject({ runs: 2, removed: [] });
    expect(runsLeft()).toEqual(runs.slice(1));
  });

  it('only says what it would do in a dry run', async () => {
    const runId = await run(40);
    expect(await prune({ olderThanMs: dayMs }, { dryRun: true })).toMatchObject({ removed: [{ runId }] });
    expect(runsLeft()).toEqual([runId]);
  });

  it('keeps the runs of snapshots, also where they alone are too much', async () => {
    const [named, other] = [await run(40, { size: 50_000 }), await run(39)];
    await snapshotOf(named);
    const { removed, kept } = await prune({ olderThanMs: dayMs, maxBytes: 100 });
    expect(removed.map(({ runId }) => runId)).toEqual([other]);
    expect(kept).toEqual({ snapshots: 1, recent: 0 });
  });

  it('removes nothing where a snapshot cannot be read', async () => {
    const runId = await run(40);
    await snapshotOf(runId);
    writeFileSync(join(home, 'snapshots', 'torn.json'), '{');
    await expect(prune({ olderThanMs: dayMs })).rejects.toMatchObject({
      code: 'history_failed',
      message: expect.stringContaining('torn.json'),
    });
    expect(runsLeft()).toEqual([runId]);
  });

  it('keeps runs that go on, and what was just written', async () => {
    const [running, justEnded, quiet, dead] = [
      await run(40, { isEnded: false }),
      await run(41),
      await run(42, { isEnded: false }),
      await run(43, { isEnded: false }),
    ];
    written(justEnded, hourMs - 1_000);
    written(quiet, 23 * hourMs);
    expect(await prune({ olderThanMs: dayMs }, { ownerAlive: true })).toMatchObject({
      removed: [],
      kept: { recent: 4 },
    });
    written(running, hourMs - 1_000);
    expect((await prune({ olderThanMs: dayMs })).removed.map(({ runId }) => runId)).toEqual([dead]);
  });

  it('leaves alone what is no run, what is no log, and says so', async () => {
    const runId = await run(40);
    const broken = ulid(clock.now() - 50 * dayMs);
    const piped = ulid(clock.now() - 49 * dayMs);
    const empty = ulid(clock.now() - 48 * dayMs);
    for (const each of [broken, piped, empty, 'notes']) mkdirSync(folderOf(each), { recursive: true });
    writeFileSync(join(folderOf(broken), 'events.jsonl'), 'no event\n');
    makeFifo(join(folderOf(piped), 'events.jsonl'));
    writeFileSync(folderOf(ulid(clock.now() - 47 * dayMs)), 'a file');
    for (const each of [broken, piped, empty]) written(each, 48 * dayMs);
    const { removed, kept, problems } = await prune({ olderThanMs: dayMs });
    expect(removed.map((each) => each.runId)).toEqual([runId]);
    expect(kept.recent).toBe(0);
    expect(problems.join('\n')).toContain(`${empty} is left alone, its log cannot be read: ENOENT`);
    expect(problems.join('\n')).toMatch(/is left alone, its log cannot be read: it does not begin with run-started/);
    expect(problems.join('\n')).toMatch(/is no regular file/);
    expect(problems.join('\n')).toMatch(/ENOTDIR/);
    expect(runsLeft()).toHaveLength(5);
  });

  it('finishes what a killed process has begun to remove', async () => {
    await run(1);
    mkdirSync(join(home, 'runs', '.pruned-01JQZ5Y3V7W8X9ABCDEFGHJKMN-1'));
    await prune({ olderThanMs: 30 * dayMs }, { dryRun: true });
    expect(runsLeft()).toHaveLength(2);
    await prune({ olderThanMs: 30 * dayMs });
    expect(runsLeft()).toHaveLength(1);
  });

  it('by several processes at once removes each run once', async () => {
    const runs = await Promise.all(Array.from({ length: 20 }, (_, index) => run(40 + index)));
    const reports = await Promise.all([1, 2, 3].map(() => prune({ olderThanMs: dayMs })));
    const removed = reports.flatMap((each) => each.removed.map(({ runId }) => runId));
    expect(removed.sort()).toEqual(runs.sort());
    expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
    expect(runsLeft()).toEqual([]);
  });

  it('by several processes at once removes no more than is too much', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => run(40 + index, { size: 50_000 })));
    const { bytes } = await prune({});
    const reports = await Promise.all([1, 2, 3].map(() => prune({ maxBytes: bytes / 2 })));
    expect(reports.flatMap(({ removed }) => removed)).toHaveLength(10);
    expect(reports.map(({ kept }) => kept.recent)).toEqual([0, 0, 0]);
    expect(runsLeft()).toHaveLength(10);
  });

  it('lets a run that is being read be read to its end, or not be there at all', async () => {
    const runId = await run(40, { size: 3_000_000 });
    const history = createRunHistory({ home, clock, logger: silentLogger });
    const whole = await history.read(runId);
    const [read] = await Promise.allSettled([history.read(runId), prune({ olderThanMs: dayMs })]);
    if (read.status === 'fulfilled') expect(read.value).toEqual(whole);
    else expect(read.reason).toMatchObject({ code: 'unknown_run' });
    await expect(history.read(runId)).rejects.toMatchObject({ code: 'unknown_run' });
    await history.close();
  });

  it('stops between two runs when it is told to', async () => {
    await run(40);
    const stopped = await pruner()(
      { olderThanMs: dayMs, maxBytes: null },
      { dryRun: false, signal: AbortSignal.abort() },
    );
    expect(stopped).toMatchObject({ runs: 0, removed: [] });
    expect(runsLeft()).toHaveLength(1);
  });

  it('removes what is too old before it looks at the rest, which may take longer than it is given', async () => {
    const old = await run(40, { isEnded: false });
    const young = await run(20);
    const stop = new AbortController();
    const ownerAlive = (): boolean => {
      stop.abort();
      return false;
    };
    const prunes = runPruner({ home, snapshots: createSnapshotStore({ home }), ownerAlive, clock });
    const stopped = await prunes({ olderThanMs: 30 * dayMs, maxBytes: 0 }, { dryRun: false, signal: stop.signal });
    expect(stopped).toMatchObject({ runs: 1, removed: [{ runId: old }] });
    expect(runsLeft()).toEqual([young]);
  });

  it('knows a home without runs, and says what it cannot remove', async () => {
    expect(await prune({ maxBytes: 0 })).toMatchObject({ runs: 0, bytes: 0, removed: [] });
    expect(existsSync(join(home, 'runs'))).toBe(false);
    writeFileSync(join(home, 'runs'), 'a file');
    await expect(prune({ maxBytes: 0 })).rejects.toMatchObject({ code: 'history_failed' });
  });
});
