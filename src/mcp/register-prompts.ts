import { completable, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Rollcall } from '../app/rollcall.ts';
import { completions } from './completions.ts';
import type { Prompt } from './prompt.ts';
import { compareBeforeAfter } from './prompts/compare-before-after.ts';
import { findOutliers } from './prompts/find-outliers.ts';
import { healthCheck } from './prompts/health-check.ts';

const prompts: readonly Prompt[] = [healthCheck, compareBeforeAfter, findOutliers];

/** What a client offers its user: a way of working with the tools, as a message for the model. */
export function registerPrompts(server: McpServer, rollcall: Rollcall): void {
  const { selectors } = completions(rollcall);
  for (const { name, title, description, args, selectors: completed, text } of prompts) {
    // `completable` marks the very schema it is given, and each server needs marks of its own.
    const shape = Object.entries(args.shape).map(([key, schema]) => [
      key,
      completed.includes(key) ? completable(schema.clone(), (value) => selectors(String(value ?? ''))) : schema,
    ]);
    const argsSchema = z.object(Object.fromEntries(shape));
    server.registerPrompt(name, { title, description, argsSchema }, (given) => ({
      messages: [{ role: 'user', content: { type: 'text', text: text(given) } }],
    }));
  }
}
