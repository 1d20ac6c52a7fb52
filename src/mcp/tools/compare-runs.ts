import { z } from 'zod';
import { previous, readComparedRuns } from '../../app/read-compared-runs.ts';
import { comparisonDocumentSchema } from '../../model/comparison-document.ts';
import { selectorInputSchema } from '../../model/run-request.ts';
import { presentComparison } from '../../present/comparison-answer.ts';
import { defineTool, type ToolSettings } from '../tool.ts';
import { answerSize, comparison, maskSchema, maxCharsSchema, runIdSchema } from './run-options.ts';
import { toolAnnotations } from './tool-annotations.ts';

export const compareRuns = (settings: ToolSettings) =>
  defineTool({
    name: 'compare_runs',
    title: 'Compare two runs',
    description: [
      'Says what has changed from one run to another: per device and command same, changed (with the lines that are gone and new), new, gone, or failed on one side. Devices that changed in the same way are listed once, as a selector, beside the change.',
      'Use it for before and after a change, or for "what is different since last time": run_b "previous" is the newest earlier run of the same commands on the same devices. The older run is always before. Commands are matched by label or text.',
      'Reads the record only: nothing is sent to any device. To compare with the present state, first make a new run with execute_command_batch.',
    ].join('\n'),
    annotations: toolAnnotations.looksUp,
    input: z.strictObject({
      run_a: runIdSchema,
      run_b: z
        .string()
        .min(1)
        .max(64)
        .describe(
          `The run_id of the other run, or "${previous}": the newest ended run before run_a with the same commands on the same devices.`,
        ),
      devices: selectorInputSchema.optional().describe('Only these devices (selector, or a list of them).'),
      from: z
        .strictObject({ change: z.int().min(0), line: z.int().min(0).optional() })
        .optional()
        .describe('Go on with the changes from here; taken from next, with its other arguments unchanged.'),
      mask: maskSchema.optional(),
      max_chars: maxCharsSchema(settings).optional(),
    }),
    output: comparisonDocumentSchema,
    async handle({ run_a, run_b, devices, from, mask, max_chars }, call) {
      const { before, after, devices: wanted } = await readComparedRuns(call.rollcall, run_a, run_b, devices);
      const presented = presentComparison(before, after, {
        ...comparison(mask, call),
        ...answerSize(max_chars, settings),
        devices: wanted,
        ...(from !== undefined && { from: { change: from.change, line: from.line ?? 0 } }),
      });
      return { ...presented, failed: false };
    },
  });
