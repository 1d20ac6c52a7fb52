import { type Command, Option } from 'commander';
import { onAbort } from '../../base/abort.ts';
import { cliCaller } from '../../model/caller.ts';
import type { RunEvent } from '../../model/event.ts';
import type { Masker } from '../../model/masker.ts';
import { outputFormats } from '../../model/output-format.ts';
import { priorities } from '../../model/priority.ts';
import type { RunDocument } from '../../model/run-document.ts';
import { differenceText } from '../../present/difference-text.ts';
import { endOfRun } from '../../present/end-of-run.ts';
import { jsonPieces } from '../../present/json-pieces.ts';
import { reducedRun } from '../../present/reduced-run.ts';
import { runText } from '../../present/run-text.ts';
import { wholeDocument } from '../../present/whole-document.ts';
import type { InventoryGroups } from '../../result/group-namer.ts';
import type { Reduction, RunView } from '../../result/run-view.ts';
import { ClearAnswers, checkShowSecrets } from '../clear-answers.ts';
import type { CliParts, GlobalFlags } from '../cli-parts.ts';
import { type ExitStatus, exitStatusOf } from '../exit-status.ts';
import { watchInterrupts } from '../interruption.ts';
import { printTable } from '../print-table.ts';
import { type Cli, globalFlags, wantsColor } from '../program.ts';
import { createProgressDisplay } from '../progress-display.ts';
import { type RunRequestOptions, readRunRequest } from '../read-run-request.ts';
import { addReductionOptions, type ReductionOptions, readReduction, wantsTable } from '../reduction-options.ts';
import { report } from '../report.ts';
import { checkReportFile, writeReportFile } from '../report-file.ts';
import { inBackgroundFlag, runInBackground } from '../run-in-background.ts';
import { runOnFinish } from '../run-on-finish.ts';
import { splitCommandHint } from '../split-command-hint.ts';
import { startConfirmed } from '../start-confirmed.ts';
import { textWidth } from '../text-width.ts';
import { maskerOf, noMaskOption, viewOf, viewOption } from '../view-option.ts';
import { whatToRun } from '../what-to-run.ts';
import { withRollcall } from '../with-rollcall.ts';
import { makeOutputFolder, writeOutputs } from '../write-outputs.ts';

interface RunOptions extends ReductionOptions, RunRequestOptions {
  mask: boolean;
  json?: true;
  jsonl?: true;
  outputDir?: string;
  report?: string;
  label?: string[];
  background?: true;
  inBackground?: true;
  rerunFailed?: string;
  onFinish?: string;
  resume?: string;
  allowChanges?: true;
  showSecrets?: true;
}

/** What prints, keeps or asks for more than an id does: of a run in the background, `show` does it later. */
const notInBackground = ['json', 'jsonl', 'csv', 'view', 'match', 'select', 'outputDir', 'report'] as const;

export function addRunCommand(program: Command, { parts, args, end }: Cli): void {
  const run = program
    .command('run')
    .summary('run commands on devices and print every answer')
    .description('Runs commands, in order, on every selected device at once, and prints one result for each.')
    .argument('[selector]', 'which devices: all, core-r[1-8], @group, site:fra, *.fra, all!@core')
    .argument('[command...]', 'CLI lines, each in quotes')
    .option('--timeout <duration>', "deadline of each command, for example 30s (default: the device's command_s)")
    .option('--deadline <duration>', 'deadline of the whole run, for example 5m (default: none)')
    .option('--label <name>', 'name of a command, by which its results are read; once for each', collect)
    .option('--retries <n>', 'tries again, up to 5 times, of commands that read or were not sent (default: none)')
    .option('--max-parallel <n>', 'commands of this run at once')
    .addOption(new Option('--priority <name>', 'which waiting work goes first (default: normal)').choices(priorities))
    .option('--max-age <duration>', 'take the answers to commands that read from earlier runs where they are no older')
    .addOption(new Option('--format <form>', 'ask for the answers in this form (default: text)').choices(outputFormats))
    .addOption(viewOption())
    .addOption(noMaskOption())
    .addOption(new Option('--json', 'print the run document and nothing else').conflicts('jsonl'))
    .option('--jsonl', 'print events as they happen, one JSON object a line')
    .option('--output-dir <dir>', 'also write each answer to a file of its own in this folder')
    .option('--report <file>', 'also write the whole account as one HTML file')
    .addOption(
      new Option('--background', 'start it in a process of its own and print the run id').conflicts([
        ...notInBackground,
        'allowChanges',
        'showSecrets',
      ]),
    )
    .addOption(new Option(inBackgroundFlag).hideHelp())
    .option('--rerun-failed <run>', 'again what did not succeed in that run')
    .option('--webhook <url>', 'tell this URL, signed, when the run has ended')
    .option('--on-finish <line>', 'then run this line in the shell')
    .addOption(
      new Option('--resume <run>', 'go on with a run that was cut off, where its commands only read').conflicts([
        'rerunFailed',
        'format',
      ]),
    )
    .option('--allow-changes', 'ask at the terminal before commands that change something, in place of refusing them')
    .option('--show-secrets', 'show the secrets in the answers, on a terminal only; what is kept has marks');
  addReductionOptions(run)
    .addHelpText(
      'after',
      "\nExamples:\n  rollcall run all 'show version'\n  rollcall run 'core-r[1-8]' 'show ospf neighbor' 'show bgp summary' --json" +
        '\n  rollcall run all \'show version\' --format json --select \'"software-information"[0]."junos-version"[0].data\' --csv' +
        '\n\nExit status: 0 all ok, 2 bad request, 3 denied, 4 some failed, 5 none succeeded, 130 cancelled.',
    )
    .action(async (selector: string | undefined, lines: string[], options: RunOptions, command: Command) => {
      if (options.showSecrets) checkShowSecrets(parts.stdout, options);
      const what = whatToRun({ ...options, labels: options.label, selector, lines });
      const hint = selector === undefined ? null : splitCommandHint(selector, lines);
      if (hint !== null) report(parts.stderr, hint.message, hint.hint);
      if (options.background) return end(await runInBackground(parts, args));
      const flags = { ...globalFlags(command), allowChanges: options.allowChanges };
      end(await runCommands(parts, flags, what, options, wantsColor(parts, command)));
    });
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

async function runCommands(
  parts: CliParts,
  flags: GlobalFlags,
  what: ReturnType<typeof whatToRun>,
  options: RunOptions,
  color: boolean,
): Promise<ExitStatus> {
  const display = createProgressDisplay(parts);
  const interruption = watchInterrupts(parts, { onFirst: display.clear, onSecond: display.close });
  try {
    return await withRollcall(parts, flags, async (opened) => {
      const { rollcall } = opened;
      const asked = await what(rollcall);
      if (asked === null) {
        report(
          parts.stderr,
          `every command of run ${options.rerunFailed} succeeded on every device: nothing to run again`,
        );
        return 0;
      }
      const request = readRunRequest(asked, options);
      const reduction = readReduction(options, request.format ?? 'text');
      // Before anything is sent: a slip in its name must not cost a whole run.
      if (options.outputDir !== undefined) await makeOutputFolder(parts.files, options.outputDir);
      if (options.report !== undefined) await checkReportFile(parts, options.report);
      const masker = maskerOf(options, opened);
      const printEvent = (event: RunEvent): void => parts.stdout.write(`${JSON.stringify(event)}\n`);
      const clear = options.showSecrets ? new ClearAnswers() : null;
      const run = await startConfirmed(parts, rollcall, request, {
        caller: cliCaller,
        signal: interruption.signal,
        reveal: clear?.take,
        resume: options.resume,
        onEvent: clear?.follow,
        onRecorded: options.jsonl ? printEvent : undefined,
      });
      if (options.inBackground) parts.stdout.write(`${run.runId}\n`);
      display.follow(run);
      // Nobody reads the answer any more (`| head`): as with any program in a pipe, the work ends.
      const stopReader = parts.stdout.onReaderGone(() => run.cancel('the reader of the output is gone'));
      const stopCancel = onAbort(interruption.signal, () => run.cancel('cancelled at the terminal'));
      await run.ended;
      stopCancel();
      stopReader();
      display.close();
      try {
        if (options.inBackground) return 0;
        // A document is the same when it is read back; only who reads it here is told of groups.
        const groups = options.json || options.jsonl ? undefined : (await rollcall.listDevices()).groups;
        const shown = { ...options, masker, reduction, groups };
        const document = await printRun(parts, clear?.in(run.view) ?? run.view, shown, color);
        return interruption.signal.aborted ? 130 : exitStatusOf(document);
      } finally {
        const { onFinish: line, inBackground = false } = options;
        if (line !== undefined)
          await runOnFinish(parts, line, endOfRun(run.view), { interrupted: interruption.signal, inBackground });
      }
    });
  } finally {
    display.close();
    interruption.close();
  }
}

async function printRun(
  parts: CliParts,
  view: RunView,
  options: RunOptions & {
    readonly masker: Masker;
    readonly reduction: Reduction | null;
    readonly groups: InventoryGroups | undefined;
  },
  color: boolean,
): Promise<RunDocument> {
  const { masker, groups } = options;
  const shown = reducedRun(view, options.reduction);
  const document = wholeDocument(shown, { view: viewOf(options.view), masker, groups });
  if (options.json) for (const piece of jsonPieces(document)) parts.stdout.write(piece);
  else if (wantsTable(options)) printTable(parts, shown, options.csv === true);
  else if (!options.jsonl) {
    const form = { color, ...textWidth(parts.stdout) };
    if (options.view === 'diff') parts.stdout.write(differenceText(shown, { ...form, masker }));
    parts.stdout.write(runText(options.view === 'diff' ? { ...document, groups: [] } : document, form));
  }
  if (options.outputDir !== undefined) await writeOutputs(parts.files, view, options.outputDir, { masker });
  if (options.report !== undefined) await writeReportFile(parts, view, options.report, { masker });
  return document;
}
