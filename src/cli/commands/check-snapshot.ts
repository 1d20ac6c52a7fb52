import type { Command } from 'commander';
import { RollcallError } from '../../base/rollcall-error.ts';
import { jsonPieces } from '../../present/json-pieces.ts';
import { snapshotCheck } from '../../present/snapshot-check.ts';
import { snapshotCheckText } from '../../present/snapshot-check-text.ts';
import { wholeDocument } from '../../present/whole-document.ts';
import type { RunView } from '../../result/run-view.ts';
import type { CliParts, OpenedRollcall } from '../cli-parts.ts';
import { type ExitStatus, exitStatusOf } from '../exit-status.ts';
import { type Cli, globalFlags, wantsColor } from '../program.ts';
import { report } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { maskerOf, noMaskOption } from '../view-option.ts';
import { withRollcall } from '../with-rollcall.ts';
import { snapshotRequest, unknownSnapshot } from './snapshot.ts';

interface CheckSnapshotOptions {
  json?: true;
  mask: boolean;
}

export function addCheckSnapshotCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('check-snapshot')
    .summary('ask again, and tell what no longer holds')
    .description(
      'Runs the commands of a snapshot again on the same selector and checks the answers against it. Exit status 0: all checks hold, 4: some do not or could not be made, 5: none could be made, 130: cancelled.',
    )
    .argument('<name>', 'as `rollcall snapshots` lists it')
    .option('--json', 'print one document and nothing else')
    .addOption(noMaskOption())
    .action(async (name: string, options: CheckSnapshotOptions, command: Command) => {
      const color = wantsColor(parts, command);
      end(
        await withRollcall(parts, globalFlags(command), (opened) =>
          checkSnapshot(parts, opened, name, { ...options, color }),
        ),
      );
    });
}

async function checkSnapshot(
  parts: CliParts,
  opened: OpenedRollcall,
  name: string,
  options: CheckSnapshotOptions & { readonly color: boolean },
): Promise<ExitStatus> {
  const { rollcall, snapshots } = opened;
  const snapshot = await snapshots.find(name);
  if (snapshot === null) throw unknownSnapshot(name);
  const before = await runOf(opened, snapshot.run_id);
  const masker = maskerOf(options, opened);
  const { view: after } = await runToEnd(parts, rollcall, snapshotRequest(snapshot.selector, snapshot.commands));
  const document = snapshotCheck(snapshot, before, after, { masker });
  if (options.json) for (const piece of jsonPieces(document)) parts.stdout.write(piece);
  else parts.stdout.write(snapshotCheckText(document, options));
  for (const warning of after.warnings) report(parts.stderr, `warning: ${warning}`);
  const { total, holds, unchecked } = document.summary;
  if (after.state === 'cancelled') return 130;
  // Where the guard refused all of it the snapshot says nothing: that it was refused does.
  if (unchecked === total) return exitStatusOf(wholeDocument(after, { view: 'folded' })) === 3 ? 3 : 5;
  return holds === total ? 0 : 4;
}

async function runOf({ rollcall }: OpenedRollcall, runId: string): Promise<RunView> {
  try {
    return await rollcall.readRun(runId);
  } catch (thrown) {
    const { code, message } = RollcallError.from(thrown);
    if (code !== 'unknown_run') throw thrown;
    throw new RollcallError('bad_request', `the run of this snapshot is gone: ${message}`, {
      hint: 'somebody deleted it; take the snapshot again: rollcall snapshot NAME SELECTOR FILE --replace',
      cause: thrown,
    });
  }
}
