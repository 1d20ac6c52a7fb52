import type { z } from 'zod';

export interface PromptDefinition<Args extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Every argument is text: the protocol has no other. */
  readonly args: Args;
  /** Arguments that are selectors: clients are offered groups and names. */
  readonly selectors: readonly (keyof z.output<Args> & string)[];
  text(args: z.output<Args>): string;
}

/** A prompt with its types closed over. */
export interface Prompt extends Omit<PromptDefinition<z.ZodObject>, 'text'> {
  /** The message for the model. Throws a ZodError on wrong arguments. */
  text(args: unknown): string;
}

export function definePrompt<Args extends z.ZodObject>(definition: PromptDefinition<Args>): Prompt {
  return { ...definition, text: (args) => definition.text(definition.args.parse(args)) };
}
