import { z } from 'zod';
import { onAbort } from '../../base/abort.ts';
import { runDocumentSchema } from '../../model/run-document.ts';
import { runRequestSchema } from '../../model/run-request.ts';
import { checkedReduction } from '../../present/reduced-run.ts';
import { runAnswer } from '../run-answer.ts';
import { startOrAsk } from '../start-or-ask.ts';
import { taskIdOf } from '../task-id.ts';
import { taskOfRun } from '../task-of-run.ts';
import { defineTool, type ToolSettings } from '../tool.ts';
import { waitForRuns } from '../wait-for-runs.ts';
import { groupsShown } from './groups-shown.ts';
import {
  answerSize,
  comparison,
  maskSchema,
  matchSchema,
  maxCharsSchema,
  selectSchema,
  viewSchema,
  waitSchema,
} from './run-options.ts';
import { toolAnnotations } from './tool-annotations.ts';

const { devices, command, timeout_s, deadline_s, format, max_parallel, priority, max_age_s, retries, webhook } =
  runRequestSchema.shape;

/** A run that ends within this is answered at once, also to a client that takes tasks. */
const beforeTaskMs = 1_000;

/** Of what a task has so far; the client gets the whole answer later. */
const soFarChars = 2_000;

export const executeCommandBatch = (settings: ToolSettings) =>
  defineTool({
    name: 'execute_command_batch',
    title: 'Run commands on many devices',
    description: [
      'Runs one or more CLI commands on any number of network devices at once over SSH and accounts for every device: each one gets exactly one result per command.',
      'Use it for every question to devices; put all devices into one call instead of calling once per device. ' +
        (settings.changes
          ? 'Commands that change something are sent only after the user has approved exactly these devices and lines; the client asks them.'
          : 'Commands that change something are refused before anything is sent.'),
      'Returns the run: summary (counts by outcome, slowest devices), groups (devices whose answers are the same are listed once, as a selector such as "core-r[1-6]", beside that answer; those that differ from most come first, and where that is shorter with a diff from the output of the group diff_from), failures (grouped, each with a message and a hint) and pending (devices still working).',
      'To compare a few facts of many devices, ask with format "json" and a select expression; to look for lines, use match: both keep the answer small and leave the whole output on record for get_run and get_output.',
      'Some devices failing is a normal result, not an error. If pending is not null, call get_run with the run_id. If truncated is not null, next is the call that returns the rest. For one device in full, call get_output.',
    ].join('\n'),
    annotations: toolAnnotations.sendsCommands(settings),
    input: z.strictObject({
      devices: devices.describe(
        'Which devices: a selector or a list of them. Names and ranges "core-r[1-8]", globs "*.fra", groups "@core", tags "site:fra", "platform:junos", "all"; join with "," (and also), "!" (without), "&" (only those also in): "@core!site:fra".',
      ),
      command: command.describe(
        'A CLI command such as "show version", or a list run in order on each device over one connection; an item may be {label, command}, and results then carry the label. One line each, without pager or configuration commands.',
      ),
      timeout_s: timeout_s.describe(
        'Seconds each command may take on a device (default: as in the inventory, usually 30).',
      ),
      deadline_s: deadline_s.describe(
        'Seconds the whole run may take (default: no bound). Then commands that run end as command_timeout, with what had come, and the rest is skipped.',
      ),
      format: format.describe(
        'text (default), json or xml: the form that the devices are asked for, without a pipe in the command ("| display json" is added where the platform has it). With json, output_json is the value read; where a device did not send JSON its text is in output, and output_note says why. xml is returned as text, unless select picks from it.',
      ),
      retries: retries.describe(
        'How often a command is tried again, 0 (default) to 5, after 2, 4, 8 s and so on: only where no connection came about or it was lost or too slow, and only if the command was not sent yet or is one that reads. Refused logins and host keys are never tried again. Results tell earlier_attempts.',
      ),
      match: matchSchema.optional(),
      select: selectSchema.optional(),
      wait_s: waitSchema(settings).optional(),
      background: z
        .boolean()
        .optional()
        .describe(
          'true: the run goes on when this call is cancelled or the client goes away before wait_s is over (default false; with wait_s 0 it always does). cancel_run stops it.',
        ),
      max_parallel: max_parallel.describe('Commands of this run at once (default 1000; lower it only to be gentle).'),
      priority: priority.describe(
        'Which of the waiting jobs of all runs go first (default normal): critical for an outage, low for collecting in the background. What waits rises with time.',
      ),
      webhook: webhook.describe(
        'An https URL that gets a signed POST when the run has ended; only on hosts that the settings of rollcall name. Give one only if the user asked for it.',
      ),
      max_age_s: max_age_s.describe(
        'Answer commands that only read from earlier runs where the answer is at most this many seconds old (default: always ask the devices). Such results carry reused: the run_id they come from and their age.',
      ),
      view: viewSchema.optional(),
      mask: maskSchema.optional(),
      max_chars: maxCharsSchema(settings).optional(),
    }),
    output: runDocumentSchema,
    async handle({ wait_s, background = false, view = 'folded', match, select, mask, max_chars, ...request }, call) {
      const reduction = checkedReduction({ match, select }, request.format ?? 'text');
      // Who says how long to wait wants what there is by then, and not a task.
      const asTask = call.takesTasks && wait_s === undefined;
      const waitMs = asTask ? beforeTaskMs : (wait_s ?? call.settings.wait_s) * 1_000;
      const started = await startOrAsk(request, call);
      if ('question' in started) return started;
      const { run } = started;
      if (waitMs > 0) {
        // The listener goes with the wait: on modern HTTP the signal also aborts after a good answer.
        const stopListening = background
          ? () => {}
          : onAbort(call.signal, () => run.cancel('the client cancelled the request'));
        try {
          await waitForRuns([run], waitMs, call);
        } finally {
          stopListening();
        }
      }
      if (asTask && run.view.state === 'running') {
        const taskId = taskIdOf(run.runId, { ...(view !== 'folded' && { view }), match, select, mask, max_chars });
        const soFar = runAnswer(run.view, { view, reduction, ...comparison(mask, call), maxChars: soFarChars });
        return { ...soFar, task: taskOfRun(taskId, run.view, call.clock) };
      }
      const size = answerSize(max_chars, call.settings);
      const groups = await groupsShown(view, call);
      return runAnswer(run.view, { view, groups, reduction, ...comparison(mask, call), ...size });
    },
  });
