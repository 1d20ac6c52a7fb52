import { z } from 'zod';
import { runStateSchema } from './run-document.ts';
import { checkSchema } from './snapshot.ts';

const sideSchema = z.object({ run_id: z.string(), state: runStateSchema, start_time: z.string() });

/** What a snapshot's checks came to. Each check of each command names every device once. */
export const snapshotCheckDocumentSchema = z.object({
  snapshot: z.string(),
  selector: z.string(),
  before: sideSchema,
  after: sideSchema,
  /** Counts devices × checks. */
  summary: z.object({ total: z.int(), holds: z.int(), fails: z.int(), unchecked: z.int() }),
  checks: z.array(
    z.object({
      command: z.string(),
      label: z.string().optional(),
      check: checkSchema,
      /** `unchecked`: a side has no answer, or nothing in it that the check is about. */
      state: z.enum(['fails', 'unchecked', 'holds']),
      /** Folded selector. */
      devices: z.string(),
      count: z.int(),
      detail: z.string(),
      /** Where `no_diff` fails: lines that are gone after "-", lines that are new after "+". */
      diff: z.string().optional(),
    }),
  ),
  /** Names of the masks that fired. */
  masked: z.array(z.string()),
});
export type SnapshotCheckDocument = z.infer<typeof snapshotCheckDocumentSchema>;
