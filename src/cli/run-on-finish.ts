import { startDeadline } from '../base/abort.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { PlanFinished, RunFinished } from '../model/webhook-event.ts';
import type { ProcessParts } from './cli-parts.ts';
import { report } from './report.ts';

/** A notification or a ticket takes seconds; what hangs must not keep the terminal. */
const longestMs = 60_000;

/**
 * The line of `--on-finish`, in the user's own shell. Nothing of the run is put into the line: it is told in the
 * environment and on standard input, so that no name or answer is ever read as a part of a command. Whatever it does, it
 * changes nothing of the run or plan and its exit status.
 */
export async function runOnFinish(
  { env, runShell, stderr, clock }: Pick<ProcessParts, 'env' | 'runShell' | 'stderr' | 'clock'>,
  line: string,
  end: RunFinished['data'] | PlanFinished['data'],
  { interrupted, inBackground }: { readonly interrupted: AbortSignal; readonly inBackground: boolean },
): Promise<void> {
  const tooLong = new RollcallError('cancelled', `it had not ended after ${longestMs / 1_000} s`);
  // A run that was cancelled has an end too; the Ctrl-C that cancelled it does not mean this line.
  const parent = interrupted.aborted ? new AbortController().signal : interrupted;
  const deadline = startDeadline(parent, longestMs, clock, () => tooLong);
  try {
    const { status, detail } = await runShell(line, {
      env: {
        ...env,
        ROLLCALL_RUN_ID: end.run_id,
        ROLLCALL_STATE: end.state,
        ROLLCALL_SUCCEEDED: String(end.summary.succeeded),
        ROLLCALL_FAILED: String(end.summary.failed),
      },
      input: `${JSON.stringify(end)}\n`,
      signal: deadline.signal,
      silent: inBackground,
    });
    if (status === 0) return;
    const why = deadline.signal.aborted ? RollcallError.from(deadline.signal.reason).message : detail;
    report(stderr, `--on-finish: ${why ?? `it ended with status ${status}`}`);
  } finally {
    deadline.clear();
  }
}
