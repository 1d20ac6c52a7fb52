import type { ActiveRun, Rollcall } from '../app/rollcall.ts';
import { onAbort } from '../base/abort.ts';
import { cliCaller } from '../model/caller.ts';
import type { RunRequest } from '../model/run-request.ts';
import type { CliParts } from './cli-parts.ts';
import { watchInterrupts } from './interruption.ts';
import { createProgressDisplay } from './progress-display.ts';
import { startConfirmed } from './start-confirmed.ts';

/** Runs it with a live line; the first Ctrl-C cancels the run, the second ends the process. */
export async function runToEnd(parts: CliParts, rollcall: Rollcall, request: RunRequest): Promise<ActiveRun> {
  const display = createProgressDisplay(parts);
  const interruption = watchInterrupts(parts, { onFirst: display.clear, onSecond: display.close });
  try {
    const run = await startConfirmed(parts, rollcall, request, { caller: cliCaller, signal: interruption.signal });
    display.follow(run);
    const stopCancel = onAbort(interruption.signal, () => run.cancel('cancelled at the terminal'));
    await run.ended;
    stopCancel();
    return run;
  } finally {
    display.close();
    interruption.close();
  }
}
