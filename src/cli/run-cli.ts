import { CommanderError } from 'commander';
import { RollcallError } from '../base/rollcall-error.ts';
import type { CliParts } from './cli-parts.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addCancelCommand } from './commands/cancel.ts';
import { addCheckCommand } from './commands/check.ts';
import { addCheckSnapshotCommand } from './commands/check-snapshot.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDevicesCommand } from './commands/devices.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addPruneCommand } from './commands/prune.ts';
import { addRunCommand } from './commands/run.ts';
import { addRunsCommand } from './commands/runs.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSettingsCommand } from './commands/settings.ts';
import { addShowCommand } from './commands/show.ts';
import { addSimCommand } from './commands/sim.ts';
import { addSnapshotCommand } from './commands/snapshot.ts';
import { addSnapshotsCommand } from './commands/snapshots.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTokenCommand } from './commands/token.ts';
import { addTrustCommand } from './commands/trust.ts';
import { type ExitStatus, exitStatusOfError } from './exit-status.ts';
import { type Cli, createProgram } from './program.ts';
import { report } from './report.ts';

/** In the order of `rollcall --help`. */
const commands = [
  addRunCommand,
  addPlanCommand,
  addServeCommand,
  addDevicesCommand,
  addRunsCommand,
  addStatusCommand,
  addShowCommand,
  addCompareCommand,
  addSnapshotCommand,
  addCheckSnapshotCommand,
  addSnapshotsCommand,
  addPruneCommand,
  addCancelCommand,
  addTokenCommand,
  addAuditCommand,
  addSettingsCommand,
  addCheckCommand,
  addTrustCommand,
  addDoctorCommand,
  addSimCommand,
  addDemoCommand,
] as const;

/** The whole command line: arguments in, exit status out. Never rejects. */
export async function runCli(args: readonly string[], parts: CliParts): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = createProgram(parts);
  const cli: Cli = {
    parts,
    args,
    end(ended) {
      status = ended;
    },
  };
  for (const add of commands) add(program, cli);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const error = RollcallError.from(thrown);
    report(parts.stderr, error.message, error.hint);
    if (error.code === 'defect' && error.cause instanceof Error && args.includes('debug')) {
      parts.stderr.write(`${error.cause.stack ?? ''}\n`);
    }
    return exitStatusOfError(error);
  }
}
