import { onAbort } from '../base/abort.ts';
import type { OpenedRollcall, ProcessParts, Serving } from './cli-parts.ts';
import type { Interruption } from './interruption.ts';
import { report } from './report.ts';

/** For answers that are ready to go out; a call that waits for another process's run has none. */
const answerPatienceMs = 2_000;

/**
 * Brings a server to its end: no new work, time for the commands that run, a cancel for the rest, the answers that clients
 * wait for. After the end of stdin a signal ends the time at once (that is how hosts go on); after a signal the next one
 * ends the process, which is the interruption's own doing.
 */
export async function endServing(
  { stderr }: Pick<ProcessParts, 'stderr'>,
  { rollcall, settings }: OpenedRollcall,
  serving: Serving,
  { signal }: Interruption,
): Promise<void> {
  const graceS = settings.values.shutdown_grace_s;
  const running = rollcall.activeRuns().length;
  if (running > 0) {
    const runs = running === 1 ? 'a run is' : `${running} runs are`;
    report(stderr, `ending: ${runs} under way; commands that run have ${graceS} s, nothing new begins`);
  }
  const hurry = signal.aborted ? () => {} : onAbort(signal, () => void rollcall.drain(0));
  try {
    await rollcall.drain(graceS * 1_000);
  } finally {
    hurry();
  }
  await serving.answered(answerPatienceMs);
  await serving.close();
}
