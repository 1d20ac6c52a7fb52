import { z } from 'zod';
import { planDocumentSchema } from '../../model/plan-document.ts';
import { planRequestSchema } from '../../model/plan-request.ts';
import { planAnswer } from '../plan-answer.ts';
import { defineTool, type ToolSettings } from '../tool.ts';
import { planSeen, waitForPlan } from '../wait-for-plan.ts';
import { answerSize, comparison, maxCharsSchema, runIdSchema, waitSchema } from './run-options.ts';
import { toolAnnotations } from './tool-annotations.ts';

export const extendPlan = (settings: ToolSettings) =>
  defineTool({
    name: 'extend_plan',
    title: 'Add steps to a running plan',
    description: [
      'Adds steps to a plan that is still running, for example in reaction to what its first steps have found. New steps may depend on steps of the plan and use their rows.',
      'Use it after execute_plan with a short wait_s. A plan that has ended takes no more steps: start another one. Nothing is added when something is wrong with the steps.',
      'Returns the plan as execute_plan does. It waits for the end of the plan, as long as wait_s says; stopping the wait does not stop the plan (cancel_run does).',
    ].join('\n'),
    annotations: toolAnnotations.sendsCommands(settings),
    input: z.strictObject({
      run_id: runIdSchema,
      steps: planRequestSchema.shape.steps.describe('The new steps, as in execute_plan. Their ids must be new.'),
      wait_s: waitSchema(settings).optional(),
      max_chars: maxCharsSchema(settings).optional(),
    }),
    /** Spelled out by execute_plan: the schema of a step is long. */
    output: planDocumentSchema.extend({ steps: z.array(z.record(z.string(), z.unknown())) }),
    async handle({ run_id, steps, wait_s, max_chars }, call) {
      const waitMs = (wait_s ?? call.settings.wait_s) * 1_000;
      const plan = await call.rollcall.extendPlan(run_id, { steps }, { caller: call.caller });
      if (waitMs > 0) await waitForPlan(plan, waitMs, call);
      const { maxChars } = answerSize(max_chars, call.settings);
      return planAnswer(await planSeen(plan, call), { maxChars, masker: comparison(undefined, call).masker }, call);
    },
  });
