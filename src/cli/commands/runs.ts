import type { Command } from 'commander';
import type { RunListEntry, RunListQuery } from '../../app/rollcall.ts';
import { parseDuration } from '../../base/duration.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { runTable } from '../../present/run-table.ts';
import { type Cli, globalFlags } from '../program.ts';
import { readWhole } from '../read-number.ts';
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

function readSince(text: string, now: number): string {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const at = Date.parse(text);
    if (!Number.isNaN(at)) return new Date(at).toISOString();
    throw new RollcallError('bad_request', `--since: "${text}" is no instant`, {
      hint: 'write 2026-11-20T08:00:00Z, 2026-11-20 or a duration such as 2h',
    });
  }
  return new Date(now - parseDuration(text, '--since')).toISOString();
}

function runDocument(run: RunListEntry): unknown {
  return {
    run_id: run.runId,
    state: run.state,
    start_time: run.startTime,
    command: run.commands,
    devices: run.devices,
    device_count: run.deviceCount,
  };
}
