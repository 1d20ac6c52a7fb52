import { z } from 'zod';
import { commandInputSchema } from './command.ts';
import { outputFormatSchema } from './output-format.ts';
import { prioritySchema } from './priority.ts';

/** A selector, or several whose union is meant. */
export const selectorInputSchema = z.union([z.string(), z.array(z.string()).min(1).max(10_000)]);
export type SelectorInput = z.infer<typeof selectorInputSchema>;

const maxTimeoutS = 86_400;

/** More commands at once than that is no wish: it is as many as the devices that one selector may name. */
export const parallelLimit = 100_000;

/** What fails so often in a row will not work within minutes; a person has to look. */
export const maxRetries = 5;

/** One request to run commands on devices, as it enters from any surface. */
export const runRequestSchema = z.strictObject({
  devices: selectorInputSchema,
  command: commandInputSchema,
  /** Deadline of each command in seconds; default: the device's `timeouts.command_s`. */
  timeout_s: z.number().positive().max(maxTimeoutS).optional(),
  /** Deadline of the whole run in seconds, from its start; default: none. */
  deadline_s: z.number().positive().max(maxTimeoutS).optional(),
  /** Commands of this run at once. */
  max_parallel: z.int().positive().max(parallelLimit).optional(),
  /** Which of the waiting jobs of all runs go first; default: normal. */
  priority: prioritySchema.optional(),
  /** How often a command is tried again that failed and did nothing, or only reads; default: never. */
  retries: z.int().min(0).max(maxRetries).optional(),
  /** A command that reads is answered from an earlier run whose answer is not older, in seconds; default: never. */
  max_age_s: z.number().positive().max(maxTimeoutS).optional(),
  /** Default: text. The commands then have no pipes: what asks for the form is added to them. */
  format: outputFormatSchema.optional(),
  /** Is told, signed, when the run has ended; the settings say which hosts may be. */
  webhook: z.string().min(1).max(2_048).optional(),
});
export type RunRequest = z.infer<typeof runRequestSchema>;
