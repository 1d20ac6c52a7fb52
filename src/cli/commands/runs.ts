import type { Command } from 'commander';
import type { RunListEntry, RunListQuery } from '../../app/rollcall.ts';
import { runTable } from '../../present/run-table.ts';
import { type Cli, globalFlags } from '../program.ts';
import { readWhole } from '../read-number.ts';
import { readSince } from '../read-since.ts';
import { tableWidth } from '../table-width.ts';
import { withRollcall } from '../with-rollcall.ts';

interface RunsOptions {
  limit: string;
  device?: string;
  command?: string;
  since?: string;
  json?: true;
}

export function addRunsCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('runs')
    .summary('past and present runs, newest first')
    .description('Lists runs of every process on this machine that shares the state folder, newest first.')
    .option('--limit <n>', 'at most this many', '20')
    .option('--device <name>', 'runs that name this device')
    .option('--command <text>', 'runs in which a command contains this text')
    .option('--since <when>', 'runs started since: an instant (2026-11-20T08:00:00Z) or a duration ago (2h)')
    .option('--json', 'as a JSON array')
    .action(async (options: RunsOptions, command: Command) => {
      const query = readQuery(options, parts.clock.now());
      const list = await withRollcall(parts, globalFlags(command), ({ rollcall }) => rollcall.listRuns(query));
      const { entries, newestSearched } = list;
      parts.stdout.write(
        options.json
          ? `${JSON.stringify(entries.map(runDocument), null, 2)}\n`
          : runTable(entries, tableWidth(parts.stdout)),
      );
      if (newestSearched !== null) parts.stderr.write(`only the newest ${newestSearched} runs were searched\n`);
      end(0);
    });
}

function readQuery({ limit, device, command, since }: RunsOptions, now: number): RunListQuery {
  return {
    limit: readWhole(limit, '--limit', { min: 1, max: 10_000 }),
    device,
    command,
    since: since === undefined ? undefined : readSince(since, now),
  };
}

function runDocument(run: RunListEntry): unknown {
  return {
    run_id: run.runId,
    ...(run.kind !== undefined && { kind: run.kind }),
    ...(run.plan !== undefined && { plan: run.plan }),
    state: run.state,
    start_time: run.startTime,
    command: run.commands,
    devices: run.devices,
    device_count: run.deviceCount,
  };
}
