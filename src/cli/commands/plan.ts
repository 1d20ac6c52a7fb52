import type { Command } from 'commander';
import { planDocumentOf } from '../../app/plan/plan-document-of.ts';
import { onAbort } from '../../base/abort.ts';
import { cliCaller } from '../../model/caller.ts';
import type { PlanDocument } from '../../model/plan-document.ts';
import type { PlanRequest } from '../../model/plan-request.ts';
import { endOfPlan } from '../../present/end-of-run.ts';
import { jsonPieces } from '../../present/json-pieces.ts';
import { planLiveText } from '../../present/plan-live-text.ts';
import { planText } from '../../present/plan-text.ts';
import type { CliParts, GlobalFlags } from '../cli-parts.ts';
import type { ExitStatus } from '../exit-status.ts';
import { exitStatusOfPlan } from '../exit-status-of-plan.ts';
import { watchInterrupts } from '../interruption.ts';
import { createLiveLine } from '../live-line.ts';
import { type Cli, globalFlags } from '../program.ts';
import { runOnFinish } from '../run-on-finish.ts';
import { tableWidth } from '../table-width.ts';
import { maskerOf, noMaskOption } from '../view-option.ts';
import { withRollcall } from '../with-rollcall.ts';

interface PlanOptions {
  json?: true;
  mask: boolean;
  webhook?: string;
  onFinish?: string;
}

export function addPlanCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('plan')
    .summary('run the steps of a file, each when those it depends on have ended')
    .description('Runs a plan: steps that wait for each other, react to rows of earlier answers, and go out in waves.')
    .argument('<file>', 'the plan in YAML; docs/plans.md tells every key')
    .option('--json', 'print the plan document and nothing else')
    .addOption(noMaskOption())
    .option('--webhook <url>', 'tell this URL, signed, when each step has ended and when the plan has')
    .option('--on-finish <line>', 'then run this line in the shell')
    .addHelpText(
      'after',
      '\nExit status: 0 all ok, 2 bad plan (nothing was sent), 3 denied, 4 some failed, 5 none succeeded, 130 cancelled.',
    )
    .action(async (file: string, options: PlanOptions, command: Command) => {
      const { webhook } = options;
      const request = { ...parts.readPlan(file), ...(webhook !== undefined && { webhook }) };
      end(await runPlan(parts, globalFlags(command), request, options));
    });
}

/** With a live line; the first Ctrl-C cancels the plan, the second ends the process. */
async function runPlan(
  parts: CliParts,
  flags: GlobalFlags,
  request: PlanRequest,
  options: PlanOptions,
): Promise<ExitStatus> {
  const { stdout, stderr, clock } = parts;
  return withRollcall(parts, flags, async (opened) => {
    const { rollcall } = opened;
    const plan = await rollcall.startPlan(request, { caller: cliCaller });
    const liveText = (now: number, width: number): string => planLiveText(plan.view, now, width);
    const line = stderr.isTerminal ? createLiveLine(stderr, clock, liveText) : null;
    const interruption = watchInterrupts(parts, { onFirst: () => line?.clear(), onSecond: () => line?.close() });
    const { signal: interrupted } = interruption;
    // Nobody reads the answer any more (`| head`): as with a run, the work ends.
    const stopReader = stdout.onReaderGone(() => plan.cancel('the reader of the output is gone'));
    const stopCancel = onAbort(interrupted, () => plan.cancel('cancelled at the terminal'));
    try {
      await plan.ended;
      stopCancel();
      stopReader();
      line?.close();
      try {
        const document = await planDocumentOf(rollcall, plan.view, maskerOf(options, opened));
        printPlan(parts, document, options.json === true);
        return exitStatusOfPlan(document);
      } finally {
        const ending = { interrupted, inBackground: false };
        if (options.onFinish !== undefined) await runOnFinish(parts, options.onFinish, endOfPlan(plan.view), ending);
      }
    } finally {
      line?.close();
      interruption.close();
    }
  });
}

export function printPlan(parts: Pick<CliParts, 'stdout'>, document: PlanDocument, json: boolean): void {
  if (json) for (const piece of jsonPieces(document)) parts.stdout.write(piece);
  else parts.stdout.write(planText(document, { fence: false, ...tableWidth(parts.stdout) }));
}
