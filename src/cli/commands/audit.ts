import type { Command } from 'commander';
import { auditTable } from '../../present/audit-table.ts';
import { textTable } from '../../present/text-table.ts';
import type { CliParts, GlobalFlags } from '../cli-parts.ts';
import type { ExitStatus } from '../exit-status.ts';
import { type Cli, globalFlags } from '../program.ts';
import { readSince } from '../read-since.ts';
import { tableWidth } from '../table-width.ts';

export function addAuditCommand(program: Command, { parts, end }: Cli): void {
  const audit = program
    .command('audit')
    .summary('the audit log: who asked for what, and whether it is as it was written')
    .description('The audit log of every rollcall process that shares the state folder.');
  audit
    .command('verify')
    .summary('finds lines and files that were changed, removed or added')
    .description(
      'Follows the chain of hashes through every file of the audit log. Exit status: 0 all as written, 4 some not.',
    )
    .action(async (_options: unknown, command: Command) => end(await verify(parts, globalFlags(command))));
  audit
    .command('show')
    .summary('its entries, oldest first')
    .description('Lists the entries of the audit log, oldest first.')
    .option('--since <when>', 'entries since: an instant (2026-11-20T08:00:00Z) or a duration ago (2h)')
    .option('--json', 'whole entries, one JSON object a line')
    .action(async ({ since, json }: { since?: string; json?: true }, command: Command) => {
      const from = since === undefined ? undefined : readSince(since, parts.clock.now());
      const entries = await (await parts.auditArchive(globalFlags(command))).entries(from);
      if (json) for (const entry of entries) parts.stdout.write(`${JSON.stringify(entry)}\n`);
      else parts.stdout.write(auditTable(entries, tableWidth(parts.stdout)));
      end(0);
    });
}

async function verify(parts: CliParts, flags: GlobalFlags): Promise<ExitStatus> {
  const reports = await (await parts.auditArchive(flags)).verify();
  const rows = reports.map(({ file, lines, intact, note }) => [
    intact ? 'ok' : 'broken',
    String(lines),
    file,
    note ?? '',
  ]);
  parts.stdout.write(textTable(['STATE', 'LINES', 'FILE', 'NOTE'], rows));
  if (rows.length === 0) parts.stderr.write('there is no audit log yet\n');
  return reports.every(({ intact }) => intact) ? 0 : 4;
}
