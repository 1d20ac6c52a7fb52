import type { Command } from 'commander';
import type { Rollcall } from '../../app/rollcall.ts';
import { cliCaller } from '../../model/caller.ts';
import type { CliParts } from '../cli-parts.ts';
import type { ExitStatus } from '../exit-status.ts';
import { watchInterrupts } from '../interruption.ts';
import { type Cli, globalFlags } from '../program.ts';
import { report } from '../report.ts';
import { withRollcall } from '../with-rollcall.ts';

/** The process that runs it looks every 500 ms, then closes its channels. */
const patienceMs = 5_000;

export function addCancelCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('cancel')
    .summary('cancel a run or a plan, also one of another process')
    .description(
      'Cancels a run or a plan, also one that another process started, and waits up to 5 s until it has ended.',
    )
    .argument('<run>', 'id of a run or a plan, as `rollcall runs` lists it')
    .action(async (runId: string, _options: unknown, command: Command) => {
      end(await withRollcall(parts, globalFlags(command), ({ rollcall }) => cancelRun(parts, rollcall, runId)));
    });
}

async function cancelRun(parts: CliParts, rollcall: Rollcall, runId: string): Promise<ExitStatus> {
  const { result } = await rollcall.cancelRun(runId, cliCaller);
  if (result === 'ended') {
    const { state } = (await rollcall.readPlan(runId)) ?? (await rollcall.readRun(runId));
    parts.stdout.write(`${runId} had already ended (${state})\n`);
    return 0;
  }
  const interruption = watchInterrupts(parts);
  try {
    await rollcall.waitForRun(runId, patienceMs, interruption.signal);
  } finally {
    interruption.close();
  }
  const { state } = (await rollcall.readPlan(runId)) ?? (await rollcall.readRun(runId));
  if (state !== 'running') {
    parts.stdout.write(`${runId} ${state}\n`);
    return 0;
  }
  report(
    parts.stderr,
    `cancelling ${runId} was asked for, but it is still running`,
    `look again: rollcall show ${runId}`,
  );
  return interruption.signal.aborted ? 130 : 5;
}
