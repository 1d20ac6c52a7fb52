import type { Command } from 'commander';
import { planDocumentOf } from '../../app/plan/plan-document-of.ts';
import type { ActivePlan } from '../../app/plan/plans.ts';
import type { Rollcall } from '../../app/rollcall.ts';
import { onAbort } from '../../base/abort.ts';
import { cliCaller } from '../../model/caller.ts';
import type { PlanDocument } from '../../model/plan-document.ts';
import type { PlanRequest } from '../../model/plan-request.ts';
import { jsonPieces } from '../../present/json-pieces.ts';
import { planLiveText } from '../../present/plan-live-text.ts';
import { planText } from '../../present/plan-text.ts';
import type { CliParts } from '../cli-parts.ts';
import { exitStatusOfPlan } from '../exit-status-of-plan.ts';
import { watchInterrupts } from '../interruption.ts';
import { createLiveLine } from '../live-line.ts';
import { type Cli, globalFlags } from '../program.ts';
import { tableWidth } from '../table-width.ts';
import { maskerOf, noMaskOption } from '../view-option.ts';
import { withRollcall } from '../with-rollcall.ts';

interface PlanOptions {
  json?: true;
  mask: boolean;
}

export function addPlanCommand(program: Command, { parts, end }: Cli): void {
  program
    .command('plan')
    .summary('run the steps of a file, each when those it depends on have ended')
    .description('Runs a plan: steps that wait for each other, react to rows of earlier answers, and go out in waves.')
    .argument('<file>', 'the plan in YAML; docs/plans.md tells every key')
    .option('--json', 'print the plan document and nothing else')
    .addOption(noMaskOption())
    .addHelpText(
      'after',
      '\nExit status: 0 all ok, 2 bad plan (nothing was sent), 3 denied, 4 some failed, 5 none succeeded, 130 cancelled.',
    )
    .action(async (file: string, options: PlanOptions, command: Command) => {
      const plan = parts.readPlan(file);
      const document = await withRollcall(parts, globalFlags(command), async (opened) => {
        const ended = await runToEnd(parts, opened.rollcall, plan);
        return planDocumentOf(opened.rollcall, ended.view, maskerOf(options, opened));
      });
      printPlan(parts, document, options.json === true);
      end(exitStatusOfPlan(document));
    });
}

/** With a live line; the first Ctrl-C cancels the plan, the second ends the process. */
async function runToEnd(parts: CliParts, rollcall: Rollcall, request: PlanRequest): Promise<ActivePlan> {
  const { stderr, clock } = parts;
  const plan = await rollcall.startPlan(request, { caller: cliCaller });
  const liveText = (now: number, width: number): string => planLiveText(plan.view, now, width);
  const line = stderr.isTerminal ? createLiveLine(stderr, clock, liveText) : null;
  const interruption = watchInterrupts(parts, { onFirst: () => line?.clear(), onSecond: () => line?.close() });
  const stopCancel = onAbort(interruption.signal, () => plan.cancel('cancelled at the terminal'));
  try {
    await plan.ended;
    return plan;
  } finally {
    stopCancel();
    line?.close();
    interruption.close();
  }
}

export function printPlan(parts: Pick<CliParts, 'stdout'>, document: PlanDocument, json: boolean): void {
  if (json) for (const piece of jsonPieces(document)) parts.stdout.write(piece);
  else parts.stdout.write(planText(document, { fence: false, ...tableWidth(parts.stdout) }));
}
