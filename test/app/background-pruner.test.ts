import { describe, expect, it } from 'vitest';
import { createBackgroundPruner } from '../../src/app/background-pruner.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { Prune, PruneReport } from '../../src/model/prune.ts';
import { MemoryLogger } from '../history/memory-logger.ts';
import { FakeClock } from '../support/fake-clock.ts';

const limits = { olderThanMs: 1, maxBytes: null };
const nothing: PruneReport = { runs: 0, bytes: 0, removed: [], kept: { snapshots: 0, recent: 0 }, problems: [] };

function prunerWith(work: Prune = async () => nothing, of = limits as { olderThanMs: number | null; maxBytes: null }) {
  const [clock, logger] = [new FakeClock(), new MemoryLogger()];
  const signals: AbortSignal[] = [];
  const prune: Prune = (asked, options) => {
    signals.push(options.signal);
    return work(asked, options);
  };
  return { clock, logger, signals, pruner: createBackgroundPruner({ prune, limits: of, clock, logger }) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the background pruner', () => {
  it('does nothing without limits', async () => {
    const { pruner, signals } = prunerWith(undefined, { olderThanMs: null, maxBytes: null });
    pruner.nudge();
    await pruner.close();
    expect(signals).toHaveLength(0);
  });

  it('prunes once at a time, and at most once a minute', async () => {
    const { pruner, signals, clock } = prunerWith();
    pruner.nudge();
    pruner.nudge();
    await settled();
    pruner.nudge();
    expect(signals).toHaveLength(1);
    await clock.advance(60_000);
    pruner.nudge();
    expect(signals).toHaveLength(2);
    await pruner.close();
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    pruner.nudge();
    expect(signals).toHaveLength(2);
  });

  it('says what went wrong in the log, and goes on', async () => {
    let calls = 0;
    const { pruner, logger, clock } = prunerWith(async () => {
      calls += 1;
      if (calls === 1) throw new RollcallError('history_failed', 'the disk is gone');
      return { ...nothing, problems: ['a folder cannot be read'] };
    });
    pruner.nudge();
    await settled();
    await clock.advance(60_000);
    pruner.nudge();
    await settled();
    expect(JSON.stringify(logger)).toContain('the history could not be pruned');
    expect(JSON.stringify(logger)).toContain('pruning the history: a folder cannot be read');
    await pruner.close();
  });

  it('waits a second for what is under way, then stops it', async () => {
    const { pruner, clock, signals } = prunerWith(
      (_limits, { signal }) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(nothing), { once: true })),
    );
    pruner.nudge();
    const closed = pruner.close();
    expect(signals[0]?.aborted).toBe(false);
    await clock.advance(1_000);
    await closed;
    expect(signals[0]?.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
