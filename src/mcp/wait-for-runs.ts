import type { ActiveRun } from '../app/rollcall.ts';
import { RunTally } from '../present/run-tally.ts';
import { ProgressReporter } from './progress-reporter.ts';
import type { ToolCall } from './tool.ts';

/**
 * Resolves when all these runs have ended, the time is over or the client has cancelled; sends progress meanwhile.
 * Runs of other processes are waited for too, but only those of this one have progress.
 */
export async function waitForRuns(
  runs: readonly (ActiveRun | { readonly runId: string })[],
  waitMs: number,
  call: ToolCall,
): Promise<void> {
  const active = runs.flatMap((run) => ('subscribe' in run ? run : []));
  const progress = watchProgress(active, call);
  try {
    await Promise.all(runs.map((run) => call.rollcall.waitForRun(run.runId, waitMs, call.signal)));
  } finally {
    await progress.finish();
  }
}

/** Progress notifications over these runs until `finish()`. Without a progress token, or without runs, nothing. */
function watchProgress(runs: readonly ActiveRun[], call: ToolCall): { finish(): Promise<void> } {
  const { notify, clock } = call;
  if (notify === null || runs.length === 0) return { finish: async () => {} };
  const tallies = runs.map((run) => new RunTally(run.view));
  const reporter = new ProgressReporter(notify, () => progressNote(tallies), clock);
  const stops = runs.map((run, index) =>
    run.subscribe((event) => {
      tallies[index]?.take(event);
      reporter.changed();
    }),
  );
  reporter.changed();
  return {
    async finish() {
      for (const stop of stops) stop();
      await reporter.finish();
    },
  };
}

function progressNote(tallies: readonly RunTally[]): { progress: number; total: number; message: string } {
  const sum = (count: (tally: RunTally) => number): number => tallies.reduce((all, tally) => all + count(tally), 0);
  const done = sum((tally) => tally.done);
  const total = sum((tally) => tally.total);
  const failed = sum((tally) => tally.failed);
  const [slowest] = tallies.flatMap((tally) => tally.slowest ?? []).sort((a, b) => a.startedAt - b.startedAt);
  const parts = [`${done}/${total} done`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (slowest !== undefined) parts.push(`slowest: ${slowest.device}`);
  return { progress: done, total, message: parts.join(', ') };
}
