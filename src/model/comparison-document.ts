import { z } from 'zod';
import { nextCallSchema, runStateSchema } from './run-document.ts';

const sideSchema = z.object({ run_id: z.string(), state: runStateSchema, start_time: z.string() });

/** `commands` is absent where it is all of them. */
const placeSchema = z.object({
  commands: z.array(z.string()).optional(),
  /** Folded selector. */
  devices: z.string(),
  count: z.int(),
  /** Set where the size budget left no room to say which commands, or which of several failures: how many kinds. */
  distinct: z.int().optional(),
});
export type ComparedPlace = z.infer<typeof placeSchema>;

/** Devices of which the answer to one command changed in the same way. */
const changeSchema = z.object({
  command: z.string(),
  label: z.string().optional(),
  /** Its place in `commands`, where there are several. */
  command_index: z.int().optional(),
  devices: z.string(),
  count: z.int(),
  /** Lines that are gone, and lines that are new. Absent where several changes were merged. */
  removed: z.int().optional(),
  added: z.int().optional(),
  /** Lines that are gone after "-", lines that are new after "+", as the first of these devices sent them. */
  diff: z.string(),
  /** Lines of `diff` before the first one that is shown. */
  from_line: z.int().optional(),
  /** Lines of `diff` that the size budget cut at its end. */
  omitted_lines: z.int().optional(),
  /** Set where the size budget left no room for single changes: how many different ones these devices have. */
  distinct: z.int().optional(),
  /** Set where there is no diff: why. */
  note: z.string().optional(),
});
export type Change = z.infer<typeof changeSchema>;

const failedSchema = placeSchema.extend({
  /** How each run stands to it: `ok`, the outcome of a failure, `absent` or `no_result`. */
  before: z.string(),
  after: z.string(),
  /** What the later of the failures said. */
  message: z.string().optional(),
});
export type ComparedFailure = z.infer<typeof failedSchema>;

/** What has changed from one run to another. Each device and command is in exactly one of the five lists. */
export const comparisonDocumentSchema = z.object({
  before: sideSchema,
  after: sideSchema,
  /** Of both runs: in the order of the later one, then what only the earlier one has. */
  commands: z.array(z.string()),
  /** Counts devices × commands. */
  summary: z.object({
    total: z.int(),
    same: z.int(),
    changed: z.int(),
    new: z.int(),
    gone: z.int(),
    failed: z.int(),
  }),
  changed: z.array(changeSchema),
  /** No answer on one side or both: neither same nor changed. */
  failed: z.array(failedSchema),
  new: z.array(placeSchema),
  gone: z.array(placeSchema),
  same: z.array(placeSchema),
  /** Devices that were asked for and that neither run has. A long selector is cut. */
  absent: z.object({ devices: z.string(), count: z.int() }).optional(),
  /** Names of the masks that fired. */
  masked: z.array(z.string()),
  truncated: z.string().nullable(),
  next: nextCallSchema.nullable(),
});
export type ComparisonDocument = z.infer<typeof comparisonDocumentSchema>;
