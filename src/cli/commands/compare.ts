import type { Command } from 'commander';
import { previous, readComparedRuns } from '../../app/read-compared-runs.ts';
import type { ComparisonDocument } from '../../model/comparison-document.ts';
import { wholeComparisonDocument } from '../../present/comparison-answer.ts';
import { comparisonText } from '../../present/comparison-text.ts';
import { jsonPieces } from '../../present/json-pieces.ts';
import type { ExitStatus } from '../exit-status.ts';
import { type Cli, globalFlags, wantsColor } from '../program.ts';
import { maskerOf, noMaskOption } from '../view-option.ts';
import { withRollcall } from '../with-rollcall.ts';

interface CompareOptions {
  json?: true;
  devices?: string;
  mask: boolean;
}

export function addCompareCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('compare')
    .summary('what has changed from one run to another')
    .description(
      'Compares two runs, the older one as before: per device and command same, changed, new, gone or failed. Sends nothing. Exit status 0: nothing differs, 4: something does or could not be compared, 5: nothing could be compared.',
    )
    .argument('<run>', 'run id, as `rollcall runs` lists it')
    .argument('<other>', `run id, or \`${previous}\`: the run before it of the same commands on the same devices`)
    .option('--devices <selector>', 'only these devices')
    .option('--json', 'print one comparison document and nothing else')
    .addOption(noMaskOption())
    .action(async (runA: string, runB: string, options: CompareOptions, command: Command) => {
      const document = await withRollcall(parts, globalFlags(command), async (opened) => {
        const { before, after, devices } = await readComparedRuns(opened.rollcall, runA, runB, options.devices);
        return wholeComparisonDocument(before, after, { masker: maskerOf(options, opened), devices });
      });
      const text = (): string => comparisonText(document, { person: { color: wantsColor(parts, command) } });
      if (options.json) for (const piece of jsonPieces(document)) parts.stdout.write(piece);
      else parts.stdout.write(`${text()}\n`);
      end(statusOf(document));
    });
}

function statusOf({ summary: { total, same, changed } }: ComparisonDocument): ExitStatus {
  if (same === total) return 0;
  return same + changed === 0 ? 5 : 4;
}
