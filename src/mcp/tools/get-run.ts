import { z } from 'zod';
import { RollcallError } from '../../base/rollcall-error.ts';
import { type Outcome, outcomes } from '../../model/outcome.ts';
import { planDocumentSchema } from '../../model/plan-document.ts';
import { type RunDocument, runDocumentSchema, type View } from '../../model/run-document.ts';
import { selectorInputSchema } from '../../model/run-request.ts';
import { nextText } from '../../present/next-text.ts';
import { checkedReduction } from '../../present/reduced-run.ts';
import type { PlanView } from '../../result/plan-view.ts';
import type { RunView } from '../../result/run-view.ts';
import { planAnswer } from '../plan-answer.ts';
import { runAnswer } from '../run-answer.ts';
import { defineTool, type ToolCall, type ToolSettings } from '../tool.ts';
import { waitForRuns } from '../wait-for-runs.ts';
import { groupsShown } from './groups-shown.ts';
import { checkForPlan, planOfId } from './plan-of-id.ts';
import {
  answerSize,
  comparison,
  maskSchema,
  matchSchema,
  maxCharsSchema,
  runIdSchema,
  selectSchema,
  viewSchema,
  waitSchema,
} from './run-options.ts';
import { toolAnnotations } from './tool-annotations.ts';

const maxRuns = 20;

/** Each of several runs gets its share of the budget; with less than about this, a share would say nothing. */
const minChars = 2_000;

/** Between two runs. */
const separator = '\n\n';

const fromSchema = z.strictObject({
  device: z.string().min(1).max(255),
  command: z.int().min(0).optional().describe('Its command_index (default 0).'),
  offset: z.int().min(0).optional().describe('Lines of its output to skip (default 0).'),
});

const outcomeFilterSchema = z.enum([...outcomes, 'failed']);

export const getRun = (settings: ToolSettings) =>
  defineTool({
    name: 'get_run',
    title: 'Read or wait for a run',
    description: [
      'Returns the account of a run started earlier by execute_command_batch (or from the command line), in the same form, and waits for its end if it is still going on. With the run_id of a plan: its steps, as execute_plan gives them (step shows one of them in full).',
      'Use it when an answer had pending devices, to see only some devices, outcomes, lines (match) or fields (select) of a run, or to read an old run again without asking the devices. Several run_ids, of plans too, are waited for together and returned as runs.',
      'Reads the record only: nothing is sent to any device, and stopping the wait does not stop the run (cancel_run does).',
    ].join('\n'),
    annotations: toolAnnotations.looksUp,
    input: z.strictObject({
      run_id: z
        .union([runIdSchema, z.array(runIdSchema).min(1).max(maxRuns)])
        .describe('The run_id of an earlier answer, or a list of them.'),
      wait_s: waitSchema(settings).optional(),
      step: z.string().min(1).max(64).optional().describe('Of a plan: only this step.'),
      view: viewSchema.optional(),
      devices: selectorInputSchema.optional().describe('Only these devices of the run: a selector or a list of them.'),
      outcome: z
        .union([outcomeFilterSchema, z.array(outcomeFilterSchema).min(1).max(outcomes.length)])
        .optional()
        .describe('Only results with this outcome or one of these; "failed" means every outcome but ok.'),
      from: fromSchema
        .optional()
        .describe('With view per_device and one run: begin at this result instead of the first. Taken from next.'),
      match: matchSchema.optional(),
      select: selectSchema.optional(),
      mask: maskSchema.optional(),
      max_chars: maxCharsSchema(settings).optional(),
    }),
    /** Spelled out once only: the schema of a run is long. */
    output: runDocumentSchema.partial().extend({
      kind: z.literal('plan').optional(),
      summary: z.union([runDocumentSchema.shape.summary, planDocumentSchema.shape.summary]).optional(),
      steps: z.array(z.record(z.string(), z.unknown())).optional().describe('Of a plan, as in execute_plan.'),
      runs: z
        .array(z.record(z.string(), z.unknown()))
        .optional()
        .describe('With a list of run_ids: for each, in that order, an object as described by the other properties.'),
    }),
    async handle(args, call) {
      const plan = await planOfId(args, call);
      if (plan !== null) return plan;
      const { run_id, wait_s, view = 'folded', devices, outcome, from, match, select, mask, max_chars } = args;
      const reduction = checkedReduction({ match, select }, null);
      const runIds = [...new Set([run_id].flat())];
      const waitMs = (wait_s ?? call.settings.wait_s) * 1_000;
      const views = await waitAndRead(runIds, waitMs, call);
      const runs = views.flatMap((each) => ('planId' in each ? [] : [each]));
      for (const each of views) {
        if ('planId' in each) checkForPlan(each.planId, { view: args.view, devices, outcome, from, match, select });
      }
      const selected = devices === undefined ? undefined : await selectedNames(devices, runs, call);
      const { maxChars, nextMaxChars } = answerSize(max_chars, call.settings);
      if (from !== undefined) checkFrom(from.device, view, runs);
      const isList = typeof run_id !== 'string';
      const shown = views.slice(0, Math.max(1, Math.floor(maxChars / minChars)));
      const rest = isList ? restOf(runIds.slice(shown.length), args, maxChars) : null;
      const options = {
        view,
        groups: await groupsShown(view, call),
        maxChars: isList ? shareOf(shown.length, maxChars, rest) : maxChars,
        nextMaxChars,
        reduction,
        ...comparison(mask, call),
        ...(from === undefined
          ? {}
          : { from: { device: from.device, command: from.command ?? 0, offset: from.offset ?? 0 } }),
        ...(selected === undefined ? {} : { devices: selected }),
        ...(outcome === undefined ? {} : { outcomes: wantedOutcomes([outcome].flat()) }),
      };
      const answers = await Promise.all(
        shown.map((each) => ('planId' in each ? planAnswer(each, options, call) : runAnswer(each, options))),
      );
      const [only] = answers;
      if (!isList && only !== undefined) return only;
      return {
        text: [...answers.map((answer) => answer.text), ...(rest === null ? [] : [rest.text])].join(separator),
        document: { runs: answers.map((answer) => answer.document), ...rest?.document },
        failed: rest === null && answers.every((answer) => answer.failed),
      };
    },
  });

interface Rest {
  readonly document: Pick<RunDocument, 'truncated' | 'next'>;
  readonly text: string;
}

/** Runs for which this answer has no room, and the call for them. */
function restOf(runIds: readonly string[], args: Readonly<Record<string, unknown>>, maxChars: number): Rest | null {
  if (runIds.length === 0) return null;
  const next = { tool: 'get_run' as const, arguments: { ...args, run_id: runIds } };
  const truncated = `${runIds.length} more runs are left out to stay within ${maxChars} characters`;
  return { document: { truncated, next }, text: `${truncated}; the next call is ${nextText(next)}` };
}

function shareOf(count: number, maxChars: number, rest: Rest | null): number {
  const around = JSON.stringify({ runs: [], ...rest?.document }).length;
  const below = rest === null ? 0 : rest.text.length + separator.length;
  return Math.floor((maxChars - Math.max(around, below)) / count) - separator.length;
}

async function waitAndRead(
  runIds: readonly string[],
  waitMs: number,
  call: ToolCall,
): Promise<readonly (RunView | PlanView)[]> {
  const { rollcall } = call;
  const read = () =>
    Promise.all(runIds.map(async (runId) => (await rollcall.readPlan(runId)) ?? rollcall.readRun(runId)));
  const views = await read();
  const running = views.filter((view) => view.state === 'running');
  if (running.length === 0 || waitMs === 0) return views;
  await waitForRuns(
    running.map((view) => ('planId' in view ? { runId: view.planId } : (rollcall.activeRun(view.runId) ?? view))),
    waitMs,
    call,
  );
  return read();
}

async function selectedNames(
  devices: z.infer<typeof selectorInputSchema>,
  views: readonly RunView[],
  call: ToolCall,
): Promise<ReadonlySet<string>> {
  const selection = await call.rollcall.listDevices(devices);
  const inRuns = new Set(views.flatMap((view) => view.devices));
  const names = selection.devices.map((device) => device.name).filter((name) => inRuns.has(name));
  if (names.length > 0) return new Set(names);
  throw new RollcallError('nothing_selected', 'none of the selected devices is part of this run', {
    hint: 'call get_run without devices to see which devices the run has',
  });
}

function checkFrom(device: string, view: View | undefined, views: readonly RunView[]): void {
  const [run, more] = views;
  if (view !== 'per_device' || more !== undefined) {
    throw new RollcallError('bad_request', '"from" needs "view": "per_device" and a single run_id', {
      hint: 'call get_run with the arguments of next, unchanged',
    });
  }
  if (run?.devices.includes(device)) return;
  throw new RollcallError('bad_request', 'the device in "from" is not part of the run', {
    hint: 'call get_run with the arguments of next, unchanged, or without "from"',
  });
}

function wantedOutcomes(asked: readonly z.infer<typeof outcomeFilterSchema>[]): ReadonlySet<Outcome> {
  return new Set(outcomes.filter((each) => asked.includes(each) || (each !== 'ok' && asked.includes('failed'))));
}
