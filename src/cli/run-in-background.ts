import { RollcallError } from '../base/rollcall-error.ts';
import type { CliParts } from './cli-parts.ts';
import { type ExitStatus, exitStatusOfProcess } from './exit-status.ts';
import { watchInterrupts } from './interruption.ts';
import { report } from './report.ts';

/** What `run` is told in the process that carries out a run of the background: to say the run id and nothing else. */
export const inBackgroundFlag = '--in-background';

/**
 * The same command line in a process of its own, which goes on when this one ends. Prints the run id; what keeps the run from
 * starting is told as if it ran here, with its exit status.
 */
export async function runInBackground(parts: CliParts, args: readonly string[]): Promise<ExitStatus> {
  const { stdout, stderr } = parts;
  const own = args.map((arg, index) => (index === args.indexOf('--background') ? inBackgroundFlag : arg));
  const interruption = watchInterrupts(parts, { announce: false });
  try {
    const { firstLine: runId, status, complaint } = await parts.startDetached(own, interruption.signal);
    stderr.write(complaint);
    if (interruption.signal.aborted) return 130;
    if (runId === null) return exitStatusOfProcess(status);
    stdout.write(`${runId}\n`);
    report(
      stderr,
      `run ${runId} goes on in the background`,
      `rollcall show ${runId} --wait 1h, rollcall cancel ${runId}`,
    );
    return 0;
  } catch (thrown) {
    throw new RollcallError('defect', `the process for the background could not be started: ${String(thrown)}`, {
      cause: thrown,
      hint: 'run it without --background',
    });
  } finally {
    interruption.close();
  }
}
