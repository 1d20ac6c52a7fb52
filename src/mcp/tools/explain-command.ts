import { z } from 'zod';
import { guardTarget } from '../../app/guard-target.ts';
import { platformNames } from '../../model/platform-name.ts';
import { verdicts } from '../../model/verdict.ts';
import { explanationText } from '../../present/explanation-text.ts';
import { printableLine } from '../../present/printable.ts';
import { defineTool } from '../tool.ts';
import { toolAnnotations } from './tool-annotations.ts';

/** Longer lines are refused for their length: there is nothing to explain word by word. */
const maxCommandChars = 10_000;

export const explainCommand = defineTool({
  name: 'explain_command',
  title: 'Explain a command',
  description: [
    'Says whether a CLI command would be let through to devices and why: what each word means (also shortened), the verdict, the rule that decided and the nearest command that is allowed. Nothing is sent to any device.',
    'Use it when a command was denied, or before execute_command_batch where a command is unusual.',
    'Returns verdict (read, sensitive, infinite, write or dangerous), allowed, approvable (a person may approve it where changes are enabled), reason, words, rule and nearest (null where none is known).',
  ].join('\n'),
  annotations: toolAnnotations.looksUp,
  input: z.strictObject({
    command: z
      .string()
      .max(maxCommandChars)
      .describe('One CLI line with its pipes, for example "show interfaces terse | match ge-".'),
    platform: z.enum(platformNames).optional().describe('Whose command line (default junos).'),
    device: z
      .string()
      .min(1)
      .max(253)
      .optional()
      .describe('In place of platform: a device of the inventory, with its platform, login and groups.'),
  }),
  output: z.object({
    command: z.string(),
    platform: z.enum(platformNames),
    verdict: z.enum(verdicts),
    allowed: z.boolean(),
    approvable: z.boolean(),
    reason: z.string(),
    words: z.array(z.object({ word: z.string(), meaning: z.string() })),
    rule: z.string(),
    nearest: z.string().nullable(),
  }),
  async handle({ command, platform, device }, { rollcall, caller }) {
    const target = await guardTarget(rollcall, { platform, device });
    const explanation = rollcall.explain(command, target, caller);
    const { verdict, allowed, approvable, reason, words, rule, nearest } = explanation;
    const where = device ?? target.platform;
    const answer = `${allowed ? 'allowed' : 'refused'} on ${where}, ${verdict}: ${printableLine(reason)}`;
    const own = { command, platform: target.platform, verdict, allowed, approvable, reason };
    const document = { ...own, words: [...words], rule, nearest };
    return { text: `${answer}\n\n${explanationText(command, explanation)}`, document, failed: false };
  },
});
