import type { Command } from 'commander';
import { RollcallError } from '../../base/rollcall-error.ts';
import { instant } from '../../model/instant.ts';
import type { RunRequest } from '../../model/run-request.ts';
import type { SnapshotCommand } from '../../model/snapshot.ts';
import { runText } from '../../present/run-text.ts';
import { wholeDocument } from '../../present/whole-document.ts';
import type { CliParts, OpenedRollcall } from '../cli-parts.ts';
import { type ExitStatus, exitStatusOf } from '../exit-status.ts';
import { type Cli, globalFlags, wantsColor } from '../program.ts';
import { report } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { withRollcall } from '../with-rollcall.ts';

interface SnapshotOptions {
  replace?: true;
  delete?: true;
}

export function addSnapshotCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('snapshot')
    .summary('keep what devices say now, to check against it later')
    .description(
      'Runs the commands of a file and keeps the answers under a name, with what has to hold of them later (docs/compare.md). Exit status as of `run`.',
    )
    .argument('<name>', 'what to call it')
    .argument('[selector]', 'the devices')
    .argument('[commands-file]', 'a YAML list of commands with their checks, or one command a line')
    .option('--replace', 'take the place of a snapshot of that name')
    .option('--delete', 'delete the snapshot; its run stays until it is pruned')
    .addHelpText('after', '\nExample:\n  rollcall snapshot before-upgrade @core checks.yaml')
    .action(
      async (
        name: string,
        selector: string | undefined,
        file: string | undefined,
        options: SnapshotOptions,
        command: Command,
      ) => {
        const color = wantsColor(parts, command);
        end(
          await withRollcall(parts, globalFlags(command), (opened) =>
            options.delete
              ? deleteSnapshot(parts, opened, name)
              : takeSnapshot(parts, opened, {
                  name,
                  ...wanted(selector, file),
                  replace: options.replace ?? false,
                  color,
                }),
          ),
        );
      },
    );
}

function wanted(selector: string | undefined, file: string | undefined): { selector: string; file: string } {
  if (selector !== undefined && file !== undefined) return { selector, file };
  throw new RollcallError('bad_request', 'snapshot needs a name, a selector and a file of commands', {
    hint: 'for example: rollcall snapshot before-upgrade @core checks.yaml',
  });
}

interface Wanted {
  readonly name: string;
  readonly selector: string;
  readonly file: string;
  readonly replace: boolean;
  readonly color: boolean;
}

async function takeSnapshot(parts: CliParts, opened: OpenedRollcall, asked: Wanted): Promise<ExitStatus> {
  const { rollcall, snapshots } = opened;
  const { name, selector, file, replace, color } = asked;
  const commands = [...snapshots.readCommands(file)];
  // Before anything is sent: a name that is taken must not cost a whole run.
  if ((await snapshots.find(name)) !== null && !replace) {
    throw new RollcallError('bad_request', `there is a snapshot named ${name}`, {
      hint: 'take another name, or replace it: --replace',
    });
  }
  const { view, recorded } = await runToEnd(parts, rollcall, snapshotRequest(selector, commands));
  const document = wholeDocument(view, { view: 'folded', masker: opened.masker });
  const status = exitStatusOf(document);
  if (document.summary.succeeded === 0 || view.state !== 'finished') {
    parts.stdout.write(runText(document, { color, width: parts.stdout.columns }));
    report(
      parts.stderr,
      `no snapshot was kept: the run ${view.state === 'finished' ? 'has no answer' : 'was ended early'}`,
    );
    return status;
  }
  for (const warning of document.warnings) report(parts.stderr, `warning: ${warning}`);
  if (!recorded) {
    throw new RollcallError('history_failed', 'no snapshot was kept: the answers could not be written', {
      hint: 'check that the disk of the state folder (ROLLCALL_HOME) has room, then take it again',
    });
  }
  const taken = instant(parts.clock.now());
  await snapshots.save({ version: 1, name, taken, run_id: view.runId, selector, commands }, { replace });
  const { succeeded, total } = document.summary;
  parts.stdout.write(`snapshot ${name}: ${succeeded} of ${total} answers kept (run ${view.runId})\n`);
  for (const { devices, message, outcome } of document.failures) {
    report(parts.stderr, `warning: ${devices}: ${outcome}: ${message}; there will be nothing to check against`);
  }
  return status;
}

/** What a snapshot is taken and checked with. */
export function snapshotRequest(selector: string, commands: readonly SnapshotCommand[]): RunRequest {
  return {
    devices: selector,
    command: commands.map(({ command, label }) => (label === undefined ? command : { label, command })),
  };
}

async function deleteSnapshot(parts: CliParts, { snapshots }: OpenedRollcall, name: string): Promise<ExitStatus> {
  if (!(await snapshots.remove(name))) throw unknownSnapshot(name);
  parts.stdout.write(`snapshot ${name} deleted\n`);
  return 0;
}

export function unknownSnapshot(name: string): RollcallError {
  return new RollcallError('bad_request', `there is no snapshot named ${name}`, {
    hint: 'rollcall snapshots lists those there are',
  });
}
