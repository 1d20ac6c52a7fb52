import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Prune, PruneLimits } from '../model/prune.ts';

/** Looking through a large history takes a while; between two looks at least this passes. */
const pauseMs = 60_000;

/** What is under way when the process wants to end gets this long, then stops before the next run. */
const closingMs = 1_000;

export interface BackgroundPruner {
  /** Prunes soon, if there are limits and it was not done just now. Returns at once and never throws. */
  nudge(): void;
  close(): Promise<void>;
}

export interface BackgroundPrunerParts {
  readonly prune: Prune;
  readonly limits: PruneLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps the history within the limits of the settings, beside everything else. */
export function createBackgroundPruner({ prune, limits, clock, logger }: BackgroundPrunerParts): BackgroundPruner {
  const controller = new AbortController();
  let current: Promise<void> | null = null;
  let lastEnd: number | null = null;

  async function work(): Promise<void> {
    try {
      const { removed, problems } = await prune(limits, { dryRun: false, signal: controller.signal });
      if (removed.length > 0) {
        logger.info({ runs: removed.map(({ runId }) => runId) }, `${removed.length} runs were pruned from the history`);
      }
      for (const problem of problems) logger.warn({}, `pruning the history: ${problem}`);
    } catch (thrown) {
      logger.warn({ err: thrown }, 'the history could not be pruned');
    } finally {
      lastEnd = clock.now();
      current = null;
    }
  }

  return {
    nudge() {
      const bounded = limits.olderThanMs !== null || limits.maxBytes !== null;
      const justDone = lastEnd !== null && clock.now() - lastEnd < pauseMs;
      if (bounded && !justDone && !controller.signal.aborted) current ??= work();
    },
    async close() {
      const timer = clock.after(closingMs, () => controller.abort());
      await current;
      timer.cancel();
      controller.abort();
    },
  };
}
