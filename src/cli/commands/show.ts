import { type Command, Option } from 'commander';
import { planDocumentOf } from '../../app/plan/plan-document-of.ts';
import type { Rollcall } from '../../app/rollcall.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { Command as CliCommand } from '../../model/command.ts';
import { findCommand } from '../../model/find-command.ts';
import type { Masker } from '../../model/masker.ts';
import { differenceText } from '../../present/difference-text.ts';
import { jsonPieces } from '../../present/json-pieces.ts';
import { printable } from '../../present/printable.ts';
import { reducedRun } from '../../present/reduced-run.ts';
import { runText } from '../../present/run-text.ts';
import { wholeDocument } from '../../present/whole-document.ts';
import type { InventoryGroups } from '../../result/group-namer.ts';
import type { ResultRow, RunView } from '../../result/run-view.ts';
import type { CliParts } from '../cli-parts.ts';
import { inventoryGroups } from '../inventory-groups.ts';
import { onlyCommand } from '../only-command.ts';
import { printTable } from '../print-table.ts';
import { type Cli, globalFlags, wantsColor } from '../program.ts';
import { addReductionOptions, type ReductionOptions, readReduction, wantsTable } from '../reduction-options.ts';
import { report } from '../report.ts';
import { checkReportFile, writeReportFile } from '../report-file.ts';
import { textWidth } from '../text-width.ts';
import { maskerOf, noMaskOption, viewOf, viewOption } from '../view-option.ts';
import { waitForRun } from '../wait-for-run.ts';
import { withRollcall } from '../with-rollcall.ts';
import { printPlan } from './plan.ts';

interface ShowOptions extends ReductionOptions {
  device?: string;
  command?: string;
  json?: true;
  mask: boolean;
  report?: string;
  wait?: string;
}

export function addShowCommand(program: Command, { parts, end }: Cli): void {
  const show = program
    .command('show')
    .summary('a run or a plan, or one answer of a run')
    .description(
      'Prints a run or a plan again. With --device the answer of one device in a run as it came, byte for byte where there is only one.',
    )
    .argument('<run>', 'id of a run or a plan, as `rollcall runs` lists it')
    .option('--device <name>', 'only this device')
    .option('--command <text>', 'only this command: its text, its label or, where it stands twice, its index from 0')
    .option('--wait <duration>', 'wait for its end first, at most so long: 30s, 5m')
    .option('--json', 'print the run document and nothing else')
    .addOption(viewOption())
    .addOption(noMaskOption())
    .addOption(
      new Option('--report <file>', 'write it as one HTML file, and print nothing').conflicts([
        'json',
        'device',
        'command',
        'match',
        'select',
        'csv',
      ]),
    );
  addReductionOptions(show).action(async (runId: string, options: ShowOptions, command: Command) => {
    const found = await withRollcall(parts, globalFlags(command), async (opened) => {
      const waited = options.wait === undefined || (await waitForRun(parts, opened.rollcall, runId, options.wait));
      const plan = await opened.rollcall.readPlan(runId);
      const masker = maskerOf(options, opened);
      if (plan !== null) checkForPlan(options);
      if (plan !== null) return { waited, plan: await planDocumentOf(opened.rollcall, plan, masker) };
      const view = await readView(opened.rollcall, runId, options);
      return { waited, view, masker, groups: isFolded(options) ? await inventoryGroups(opened.rollcall) : undefined };
    });
    end(found.waited ? 0 : 130);
    if ('plan' in found) {
      printPlan(parts, found.plan, options.json === true);
      return;
    }
    const { view, masker, groups } = found;
    if (options.report === undefined) showRun(parts, view, { ...options, masker, groups }, wantsColor(parts, command));
    else {
      await checkReportFile(parts, options.report);
      await writeReportFile(parts, view, options.report, { masker });
    }
  });
}

/** What is about the answers of a run: of a plan each step has runs, and nothing of this is passed over in silence. */
function checkForPlan({ device, command, report: file, match, select, csv, view }: ShowOptions): void {
  const asked = { device, command, report: file, match, select, csv, view: view === 'folded' ? undefined : view };
  const [flag] = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (flag === undefined) return;
  throw new RollcallError('bad_request', `--${flag} is about the answers of a run, and this is a plan`, {
    hint: 'give the id of a run of one of its steps; without that flag they are named',
  });
}

/** A document is the same when it is read back; only who reads it here is told of groups. */
const isFolded = ({ json, device, report: file }: ShowOptions): boolean =>
  json === undefined && device === undefined && file === undefined;

/** One answer of a large run is there at once; the document needs them all. */
function readView(rollcall: Rollcall, runId: string, { device, json }: ShowOptions): Promise<RunView> {
  return device === undefined || json ? rollcall.readRun(runId) : rollcall.readDevice(runId, device);
}

interface MaskedShow extends ShowOptions {
  readonly masker: Masker;
  readonly groups: InventoryGroups | undefined;
}

function showRun(parts: CliParts, run: RunView, options: MaskedShow, color: boolean): void {
  const view = reducedRun(run, readReduction(options, run.format));
  const { device, json } = options;
  if (device !== undefined && !view.devices.includes(device)) {
    throw new RollcallError('bad_request', `run ${view.runId} has no device "${device}"`, {
      hint: `rollcall show ${view.runId} lists its devices`,
    });
  }
  const asked = options.command === undefined ? null : askedCommand(view.commands, options.command);
  const isAsked = (row: ResultRow): boolean =>
    (device ?? row.device) === row.device && (asked?.index ?? row.command.index) === row.command.index;
  if (wantsTable(options) && !json) {
    printTable(parts, view, options.csv === true, isAsked);
    return;
  }
  if (device !== undefined && !json) {
    showAnswers(parts, view.rows().filter(isAsked));
    return;
  }
  const devices = device === undefined ? undefined : new Set([device]);
  const { masker, groups } = options;
  const whole = wholeDocument(view, { view: viewOf(options.view), devices, masker, groups });
  const document = asked === null ? whole : onlyCommand(whole, asked.index);
  if (json) for (const piece of jsonPieces(document)) parts.stdout.write(piece);
  else {
    const form = { color, ...textWidth(parts.stdout) };
    const isDiff = options.view === 'diff';
    if (isDiff) parts.stdout.write(differenceText(view, { ...form, devices, masker, command: asked?.index }));
    parts.stdout.write(runText(isDiff ? { ...document, groups: [] } : document, form));
  }
}

/** A number is an index, unless a command is called so. */
function askedCommand(commands: readonly CliCommand[], asked: string): CliCommand {
  const isName = commands.some(({ text, label }) => text === asked || label === asked);
  return findCommand(commands, /^\d+$/.test(asked) && !isName ? Number(asked) : asked);
}

/**
 * One answer as it came, several each under its command; on a terminal without control characters. What went wrong
 * goes to standard error.
 */
function showAnswers({ stdout, stderr }: CliParts, rows: readonly ResultRow[]): void {
  for (const { command, stdout: answer, stderr: complaint, finished } of rows) {
    const lineEnd = answer === '' || answer.endsWith('\n') ? '' : '\n';
    const shown = stdout.isTerminal ? printable(answer) : answer;
    stdout.write(rows.length === 1 ? shown : `# ${command.text}\n${shown}${lineEnd}`);
    stderr.write(printable(complaint));
    if (finished === null) report(stderr, `"${command.text}" has not finished`);
    else if (finished.error !== undefined) report(stderr, finished.error.message, finished.error.hint);
  }
}
