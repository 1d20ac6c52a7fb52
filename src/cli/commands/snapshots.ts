import type { Command } from 'commander';
import { textTable } from '../../present/text-table.ts';
import { type Cli, globalFlags } from '../program.ts';
import { report } from '../report.ts';
import { tableWidth } from '../table-width.ts';
import { withRollcall } from '../with-rollcall.ts';

export function addSnapshotsCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('snapshots')
    .summary('the snapshots there are')
    .description('Lists the snapshots of the state folder, by name.')
    .option('--json', 'as a JSON array')
    .action(async ({ json }: { json?: true }, command: Command) => {
      const { snapshots, unreadable } = await withRollcall(parts, globalFlags(command), (opened) =>
        opened.snapshots.list(),
      );
      const rows = snapshots.map(({ name, taken, run_id, selector, commands }) => [
        ...[name, taken.replace(/\.\d+Z$/, 'Z'), run_id, selector],
        commands.map((each) => each.command).join(' ; '),
      ]);
      const table = textTable(['SNAPSHOT', 'TAKEN', 'RUN', 'DEVICES', 'COMMANDS'], rows, tableWidth(parts.stdout));
      parts.stdout.write(json ? `${JSON.stringify(snapshots, null, 2)}\n` : table);
      if (snapshots.length === 0 && !json) report(parts.stderr, 'there are no snapshots');
      for (const each of unreadable) report(parts.stderr, `warning: not a readable snapshot: ${each}`);
      end(0);
    });
}
