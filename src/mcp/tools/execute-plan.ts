import { z } from 'zod';
import { onAbort } from '../../base/abort.ts';
import { planDocumentSchema } from '../../model/plan-document.ts';
import { planRequestSchema } from '../../model/plan-request.ts';
import { planAnswer } from '../plan-answer.ts';
import { defineTool, type ToolSettings } from '../tool.ts';
import { planSeen, waitForPlan } from '../wait-for-plan.ts';
import { stepsInput } from './plan-step-input.ts';
import { answerSize, comparison, maxCharsSchema, waitSchema } from './run-options.ts';
import { toolAnnotations } from './tool-annotations.ts';

export const executePlan = (settings: ToolSettings) =>
  defineTool({
    name: 'execute_plan',
    title: 'Run a plan of steps',
    description: [
      'Runs several steps that build on each other, without coming back to you between them: each step is a command on devices; steps that depend on nothing run at once, the others as soon as those they depend on have ended.',
      'Use it where the next command depends on what devices answer: facts of all, then alarms only where the version is below one (when); BGP neighbors that are down, then a ping from exactly those routers to those neighbors (rows and for_each); wait until something is so (wait_for); a rollout in waves. For one command, or several on the same devices, use execute_command_batch.',
      'Example: [{"id":"bgp","devices":"all","command":"show bgp summary","rows":{"match":"^(?P<peer>\\\\S+) .* (Active|Connect|Idle)"}},{"id":"ping","for_each":"bgp","devices":"{{bgp.device}}","command":"ping {{bgp.peer}} count 3"},{"id":"report","depends_on":["bgp","ping"],"aggregate":"table"}]',
      'The whole plan is checked before anything is sent: a cycle, an unknown step or column reference, or a command that would be denied everywhere is an error. Lines that need an approval are denied inside a plan.',
      'Returns each step with its state, what it waits for, its run_ids (get_run and get_output read their answers), rows and what it brought together. If state is running, call get_run with this run_id; extend_plan adds steps while it runs, cancel_run stops all of it.',
    ].join('\n'),
    annotations: toolAnnotations.sendsCommands(settings),
    input: z.strictObject({
      steps: stepsInput.describe('The steps, in any order; depends_on and for_each say which waits for which.'),
      wait_s: waitSchema(settings).optional(),
      background: z
        .boolean()
        .optional()
        .describe('true: the plan goes on when this call is cancelled or the client goes away (default false).'),
      webhook: planRequestSchema.shape.webhook.describe(
        'An https URL that gets a signed POST when each step has ended and when the plan has; only on hosts that the settings of rollcall name. Give one only if the user asked for it.',
      ),
      max_chars: maxCharsSchema(settings).optional(),
    }),
    output: planDocumentSchema,
    async handle({ steps, webhook, wait_s, background = false, max_chars }, call) {
      const waitMs = (wait_s ?? call.settings.wait_s) * 1_000;
      const plan = await call.rollcall.startPlan({ steps, webhook }, { caller: call.caller });
      if (waitMs > 0) {
        // The listener goes with the wait: on modern HTTP the signal also aborts after a good answer.
        const stopListening = background
          ? () => {}
          : onAbort(call.signal, () => plan.cancel('the client cancelled the request'));
        try {
          await waitForPlan(plan, waitMs, call);
        } finally {
          stopListening();
        }
      }
      const { maxChars } = answerSize(max_chars, call.settings);
      return planAnswer(await planSeen(plan, call), { maxChars, masker: comparison(undefined, call).masker }, call);
    },
  });
