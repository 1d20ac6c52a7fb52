import { z } from 'zod';
import { RollcallError } from '../../base/rollcall-error.ts';
import { errorDetailSchema } from '../../model/failure.ts';
import { findCommand } from '../../model/find-command.ts';
import { outcomeSchema } from '../../model/outcome.ts';
import { nextCallSchema } from '../../model/run-document.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import { presentOutput, streams } from '../../present/output-answer.ts';
import type { RunView } from '../../result/run-view.ts';
import { defineTool, type ToolSettings } from '../tool.ts';
import { answerSize, maxCharsSchema, runIdSchema } from './run-options.ts';
import { toolAnnotations } from './tool-annotations.ts';

const maxLines = 100_000;

const maxContext = 100;

export const getOutput = (settings: ToolSettings) =>
  defineTool({
    name: 'get_output',
    title: 'Read one device’s output',
    description: [
      'Returns what one device answered to one command of a run, exactly as it came, or a part of it: by lines (offset, limit), its end (tail) or only the lines that match a regular expression (grep, with line numbers; context shows the lines around them).',
      'Use it when a run’s answer was cut, or to look into a long output without reading all of it. Reads the record only: nothing is sent to the device.',
      'Returns output, from_line, to_line, total_lines and the outcome; if more follows, next is the call for it.',
    ].join('\n'),
    annotations: toolAnnotations.looksUp,
    input: z.strictObject({
      run_id: runIdSchema,
      device: z.string().min(1).max(255).describe('The exact name of one device of the run.'),
      command: z
        .union([z.string().min(1).max(4_096), z.int().min(0)])
        .optional()
        .describe('Which command, if the run had several: its text, its label or its command_index.'),
      stream: z
        .enum(streams)
        .optional()
        .describe(
          '"stderr": what the command wrote there, where an answer shows only its beginning (default "stdout").',
        ),
      offset: z.int().min(0).optional().describe('Lines to skip from the beginning (default 0).'),
      limit: z.int().min(1).max(maxLines).optional().describe('At most this many lines (default 500).'),
      grep: z
        .string()
        .min(1)
        .max(1_000)
        .optional()
        .describe(
          'Only lines that match this regular expression (RE2 syntax; "(?i)" in front ignores case) in their first 10,000 characters.',
        ),
      context: z
        .int()
        .min(1)
        .max(maxContext)
        .optional()
        .describe(
          'With grep: also so many lines before and after each that matches, as in "12-…" beside "13:…"; "--" stands between places.',
        ),
      tail: z.int().min(1).max(maxLines).optional().describe('Only the last so many lines. Not together with offset.'),
      max_chars: maxCharsSchema(settings).optional(),
    }),
    output: z.object({
      run_id: z.string(),
      device: z.string(),
      command: z.string(),
      label: z.string().optional(),
      command_index: z.int(),
      stream: z.literal('stderr').optional(),
      outcome: outcomeSchema.nullable(),
      exit_status: z.int().nullable(),
      error: errorDetailSchema.optional(),
      output: z.string(),
      stderr: z.string().optional(),
      from_line: z.int(),
      to_line: z.int(),
      total_lines: z.int(),
      matched_lines: z.int().optional(),
      truncated: z.string().nullable(),
      next: nextCallSchema.nullable(),
    }),
    async handle({ run_id, device, command, max_chars, ...page }, { rollcall }) {
      const view = await rollcall.readDevice(run_id, device);
      if (!view.devices.includes(device)) throw notInRun(view);
      const row = view.row(device, findCommand(view.commands, command).index);
      if (row === undefined) throw notInRun(view);
      const { maxChars, nextMaxChars } = answerSize(max_chars, settings);
      return { ...presentOutput(view.runId, row, { ...page, maxChars }, nextMaxChars), failed: false };
    },
  });

function notInRun(view: RunView): RollcallError {
  return new RollcallError('bad_request', 'this device is not part of the run', {
    hint: `use the exact name of one of: ${shorten(foldNames(view.devices))}`,
  });
}

function shorten(text: string): string {
  return text.length <= 1_000 ? text : `${text.slice(0, 999)}…`;
}
