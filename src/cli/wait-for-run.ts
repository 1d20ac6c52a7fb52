import type { Rollcall } from '../app/rollcall.ts';
import { parseDuration } from '../base/duration.ts';
import type { CliParts } from './cli-parts.ts';
import { watchInterrupts } from './interruption.ts';

/** Waits for the end of a run, at most so long (a duration as typed) and until Ctrl-C, which leaves the run alone. True unless it was Ctrl-C. */
export async function waitForRun(parts: CliParts, rollcall: Rollcall, runId: string, wait: string): Promise<boolean> {
  const waitMs = parseDuration(wait, '--wait');
  const interruption = watchInterrupts(parts, { announce: false });
  try {
    await rollcall.waitForRun(runId, waitMs, interruption.signal);
    return !interruption.signal.aborted;
  } finally {
    interruption.close();
  }
}
