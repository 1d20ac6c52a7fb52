import { z } from 'zod';

/** One command as asked: its text, and a label that the results carry. */
const commandSpecSchema = z.strictObject({ label: z.string().min(1).max(64), command: z.string() });

/** A string, or a list of strings and labelled commands that run in order on one connection. */
export const commandInputSchema = z.union([
  z.string(),
  z
    .array(z.union([z.string(), commandSpecSchema]))
    .min(1)
    .max(100),
]);
export type CommandInput = z.infer<typeof commandInputSchema>;

export interface Command {
  /** Its place in the request, from 0. */
  readonly index: number;
  readonly text: string;
  readonly label: string | null;
}

/** The input in one shape. Labels must be unique; that is checked where the request is (app/). */
export function toCommands(input: CommandInput): readonly Command[] {
  const list = typeof input === 'string' ? [input] : input;
  return list.map((item, index) =>
    typeof item === 'string' ? { index, text: item, label: null } : { index, text: item.command, label: item.label },
  );
}
