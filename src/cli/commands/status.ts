import type { Command } from 'commander';
import { statusText } from '../../present/status-text.ts';
import { type Cli, globalFlags } from '../program.ts';
import { withRollcall } from '../with-rollcall.ts';

export function addStatusCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('status')
    .summary('what the rollcall processes of this machine do now')
    .description(
      'What every rollcall process on this machine that shares the state folder does, and how fast: as each has told within the last second, or when it last had anything to do.',
    )
    .option('--json', 'as one JSON document')
    .action(async ({ json }: { json?: true }, command: Command) => {
      const { others } = await withRollcall(parts, globalFlags(command), ({ rollcall }) => rollcall.status());
      parts.stdout.write(json ? `${JSON.stringify({ processes: others }, null, 2)}\n` : statusText(others));
      end(0);
    });
}
