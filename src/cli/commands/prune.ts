import type { Command } from 'commander';
import type { PruneLimits, PruneReport } from '../../model/prune.ts';
import { sizeText } from '../../present/size-text.ts';
import { textTable } from '../../present/text-table.ts';
import { watchInterrupts } from '../interruption.ts';
import { type Cli, globalFlags } from '../program.ts';
import { readPruneLimits } from '../read-prune-limits.ts';
import { report } from '../report.ts';
import { withRollcall } from '../with-rollcall.ts';

interface PruneFlags {
  olderThan?: string;
  maxSize?: string;
  dryRun?: true;
  json?: true;
}

export function addPruneCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('prune')
    .summary('remove old runs from the history')
    .description(
      'Removes runs by age or total size, the oldest first; without either as the settings history_days and history_bytes say. Runs of snapshots, running ones and what was written within the last hour always stay. Exit status 4 where something could not be read or removed.',
    )
    .option('--older-than <age>', 'runs begun longer ago than this: 12h, 30d, 8w')
    .option('--max-size <size>', 'the oldest, until all runs together take no more: 500MiB, 1GiB')
    .option('--dry-run', 'only say what would be removed')
    .option('--json', 'print one document and nothing else')
    .action(async (flags: PruneFlags, command: Command) => {
      const interruption = watchInterrupts(parts);
      const dryRun = flags.dryRun ?? false;
      try {
        const { limits, pruned } = await withRollcall(parts, globalFlags(command), async ({ prune, settings }) => {
          const asked = readPruneLimits(flags, settings.values);
          return { limits: asked, pruned: await prune(asked, { dryRun, signal: interruption.signal }) };
        });
        parts.stdout.write(flags.json ? documentText(pruned, dryRun) : pruneText(pruned, dryRun));
        if (isUnlimited(limits)) {
          report(
            parts.stderr,
            'no limit is set, so nothing is removed',
            'give --older-than 30d or --max-size 1GiB, or set history_days or history_bytes',
          );
        }
        if (interruption.signal.aborted)
          report(parts.stderr, 'stopped: the counts are of what was looked at until then');
        for (const problem of pruned.problems) report(parts.stderr, `warning: ${problem}`);
        end(interruption.signal.aborted ? 130 : pruned.problems.length > 0 ? 4 : 0);
      } finally {
        interruption.close();
      }
    });
}

const isUnlimited = ({ olderThanMs, maxBytes }: PruneLimits): boolean => olderThanMs === null && maxBytes === null;

const sizeOf = ({ removed }: PruneReport): number => removed.reduce((sum, { bytes }) => sum + bytes, 0);

function pruneText(pruned: PruneReport, dryRun: boolean): string {
  const { removed, runs, bytes, kept } = pruned;
  const rows = removed.map((run) => [run.runId, run.startTime.replace(/\.\d+Z$/, 'Z'), sizeText(run.bytes)]);
  const table = dryRun ? textTable(['RUN', 'STARTED', 'SIZE'], rows) : '';
  const did = `${dryRun ? 'would remove' : 'removed'} ${removed.length} of ${runs} runs, ${sizeText(sizeOf(pruned))} of ${sizeText(bytes)}`;
  const stay = [
    ...(kept.snapshots > 0 ? [`${kept.snapshots} stay for snapshots`] : []),
    ...(kept.recent > 0 ? [`${kept.recent} stay because they go on or were written within the last hour`] : []),
  ];
  return `${table}${[did, ...stay].join('; ')}\n`;
}

function documentText(pruned: PruneReport, dryRun: boolean): string {
  const { removed, runs, bytes, kept, problems } = pruned;
  const document = {
    ...{ dry_run: dryRun, runs, bytes },
    removed: removed.map(({ runId, startTime, bytes: size }) => ({
      run_id: runId,
      start_time: startTime,
      bytes: size,
    })),
    removed_bytes: sizeOf(pruned),
    ...{ kept, problems },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
