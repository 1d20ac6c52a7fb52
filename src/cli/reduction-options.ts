import { type Command, Option } from 'commander';
import { RollcallError } from '../base/rollcall-error.ts';
import type { OutputFormat } from '../model/output-format.ts';
import { checkedReduction } from '../present/reduced-run.ts';
import type { Reduction } from '../result/run-view.ts';

/** What of the answers is printed, and whether as a table. */
export interface ReductionOptions {
  match?: string;
  select?: string;
  csv?: true;
  view: string;
}

export function addReductionOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--match <re>', 'print only lines that match (RE2; "(?i)" in front ignores case)').conflicts('jsonl'),
    )
    .addOption(
      new Option('--select <expr>', 'print only these fields of JSON or XML answers: JMESPath').conflicts('jsonl'),
    )
    .addOption(new Option('--csv', 'print the table as comma-separated values').conflicts(['json', 'jsonl']));
}

export function wantsTable({ csv, view }: Pick<ReductionOptions, 'csv' | 'view'>): boolean {
  return csv === true || view === 'table';
}

/** What the flags ask for; throws `bad_request` where answers of this format have nothing of it. */
export function readReduction(options: ReductionOptions, format: OutputFormat): Reduction | null {
  const reduction = checkedReduction(options, format);
  if (!wantsTable(options)) return reduction;
  const flag = options.csv ? '--csv' : '--view table';
  if (reduction?.match !== undefined) {
    throw new RollcallError('bad_request', `${flag} makes no table of lines, and --match keeps lines`, {
      hint: 'use --select, which can filter too: "list"[?state==\'down\']',
    });
  }
  if (format === 'json' || (format === 'xml' && reduction?.select !== undefined)) return reduction;
  throw new RollcallError(
    'bad_request',
    `${flag} needs answers in JSON, or --select from XML; this run has ${format}`,
    {
      hint: 'run the commands with --format json, and give --select for what shall stand in the columns',
    },
  );
}
