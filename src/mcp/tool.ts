import type { ToolAnnotations } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { Rollcall } from '../app/rollcall.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovalQuestion } from '../model/approval.ts';
import type { Caller } from '../model/caller.ts';
import type { Masker } from '../model/masker.ts';
import type { Settings } from '../model/settings.ts';
import { inputError } from './input-error.ts';
import type { Person } from './person-of.ts';
import type { ProgressNote } from './progress-reporter.ts';
import type { TaskFields } from './task-of-run.ts';

/** The settings that are defaults of tools' arguments, and whether commands may change something if a person approves. */
export type ToolSettings = Pick<Settings, 'wait_s' | 'max_chars'> & { readonly changes: boolean };

/** What every tool works with; one for the whole server. */
export interface ToolDependencies {
  readonly rollcall: Rollcall;
  readonly settings: ToolSettings;
  /** Makes answers comparable where a call does not ask for bytes. */
  readonly masker: Masker;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One call of a tool. */
export interface ToolCall extends ToolDependencies {
  readonly caller: Caller;
  readonly person: Person;
  /**
   * Aborts when the client cancels, and when it is gone; on sessions of older HTTP clients, where a lost connection is no
   * cancel, only once it has been gone for a while (`LostAnswers`). On modern HTTP it also aborts after the answer was sent.
   */
  readonly signal: AbortSignal;
  /** Sends a progress notification; null when the client asked for none. */
  readonly notify: ((note: ProgressNote) => Promise<void>) | null;
  /** Whether the client takes a task in the place of an answer (MCP tasks extension). */
  readonly takesTasks: boolean;
}

/**
 * Hosts show their model either the text or the document, never both: each says everything.
 * `failed` marks the whole call (MCP `isError`); a device that failed is part of the document.
 */
export interface ToolAnswer<Document = Record<string, unknown>> {
  readonly text: string;
  readonly document: Document;
  readonly failed: boolean;
  /** Set where the work goes on and the client gets its result with `tasks/get`; the rest is what there is so far. */
  readonly task?: TaskFields;
}

/** In place of an answer: the client puts it to its user and makes the same call again with what they typed. */
export interface ToolQuestion {
  readonly question: ApprovalQuestion;
  /** All of it, as the person reads it. */
  readonly message: string;
}

export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  /** A strict object: unknown arguments are refused. */
  readonly input: Input;
  readonly output: Output;
  /** Bad requests throw RollcallError. */
  handle(args: z.output<Input>, call: ToolCall): Promise<ToolAnswer<z.input<Output>> | ToolQuestion>;
}

/** A tool with its types closed over: it takes arguments as they came and checks them itself. */
export interface Tool extends Omit<ToolDefinition<z.ZodObject, z.ZodObject>, 'handle'> {
  call(args: unknown, call: ToolCall): Promise<ToolAnswer | ToolQuestion>;
}

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { handle, ...described } = definition;
  return {
    ...described,
    async call(args, call) {
      // zod passes over a key of this name; an unknown argument is to be refused whatever it is called.
      if (typeof args === 'object' && args !== null && Object.hasOwn(args, '__proto__')) {
        throw new RollcallError('bad_request', `${definition.name}: unknown argument "__proto__"`, {
          hint: 'call it again without that argument',
        });
      }
      const parsed = definition.input.safeParse(args ?? {}, { reportInput: true });
      if (!parsed.success) throw inputError(definition.name, definition.input, parsed.error.issues);
      return handle(parsed.data, call);
    },
  };
}
