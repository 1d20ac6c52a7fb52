import { z } from 'zod';
import { views } from '../model/run-document.ts';

/** How the call that started the run wants its answer: arguments of get_run. */
const answerArgumentsSchema = z.strictObject({
  view: z.enum(views).optional(),
  match: z.string().optional(),
  select: z.string().optional(),
  mask: z.boolean().optional(),
  max_chars: z.int().optional(),
});
export type AnswerArguments = z.infer<typeof answerArgumentsSchema>;

export interface TaskReference {
  readonly runId: string;
  readonly answer: AnswerArguments;
}

/**
 * The run's id, and what the call asked of its answer where that is not the usual: so a task outlives the process that
 * made it, as its run does, and nothing about it has to be kept.
 */
export function taskIdOf(runId: string, answer: AnswerArguments): string {
  const text = JSON.stringify(answer);
  return text === '{}' ? runId : `${runId}.${Buffer.from(text, 'utf8').toString('base64url')}`;
}

/** Null for what `taskIdOf` cannot have made. */
export function readTaskId(taskId: string): TaskReference | null {
  const [, runId, encoded] = /^([A-Za-z0-9]{1,64})(?:\.([\w-]{1,16000}))?$/.exec(taskId) ?? [];
  if (runId === undefined) return null;
  if (encoded === undefined) return { runId, answer: {} };
  try {
    const parsed = answerArgumentsSchema.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')));
    return parsed.success ? { runId, answer: parsed.data } : null;
  } catch {
    return null;
  }
}
