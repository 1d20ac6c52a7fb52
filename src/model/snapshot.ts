import { z } from 'zod';

const patternSchema = z.string().min(1).max(1_000);

/**
 * What has to hold of a command's answer after a change, one key of these. Patterns are RE2 and are looked for in each line
 * of the answer as it came; `delta` and `in_range` have one group, around a number.
 */
export const checkSchema = z
  .preprocess(
    (value) => (value === 'no_diff' ? { no_diff: true } : value),
    z.strictObject({
      /** Nothing changed but what masks pass over. */
      no_diff: z.literal(true).optional(),
      /** The sum of all numbers found changed by at most so many percent of what it was. */
      delta: z.strictObject({ pattern: patternSchema, percent: z.number().min(0).max(1_000_000) }).optional(),
      /** Each number found afterwards is from `min` to `max`, both included. */
      in_range: z
        .strictObject({ pattern: patternSchema, min: z.number().optional(), max: z.number().optional() })
        .refine(({ min, max }) => min !== undefined || max !== undefined, 'expected min, max or both')
        .refine(({ min, max }) => min === undefined || max === undefined || min <= max, 'min is greater than max')
        .optional(),
      /** No fewer lines match than before. */
      not_smaller: z.strictObject({ pattern: patternSchema }).optional(),
    }),
  )
  .refine((check) => Object.keys(check).length === 1, 'expected one of no_diff, delta, in_range and not_smaller');
export type Check = z.infer<typeof checkSchema>;

const maxCommands = 100;

/** A command of a snapshot, or in a commands file its text alone. Without `checks`: `no_diff`. */
const snapshotCommandSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { command: value } : value),
  z.strictObject({
    command: z.string().trim().min(1).max(4_096),
    label: z.string().min(1).max(64).optional(),
    checks: z
      .array(checkSchema)
      .min(1)
      .max(50)
      .default([{ no_diff: true }]),
  }),
);
export type SnapshotCommand = z.infer<typeof snapshotCommandSchema>;

export const snapshotCommandsSchema = z
  .array(snapshotCommandSchema)
  .min(1, 'expected at least one command')
  .max(maxCommands);

export const snapshotSchema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  taken: z.iso.datetime({ precision: 3 }),
  /** The run with the answers. It is never pruned. */
  run_id: z.string(),
  selector: z.string(),
  commands: snapshotCommandsSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

export interface SnapshotList {
  /** By name. */
  readonly snapshots: readonly Snapshot[];
  /** Files that cannot be read as one, each with the reason. */
  readonly unreadable: readonly string[];
}

/** Named snapshots, kept under the state folder. */
export interface SnapshotStore {
  list(): Promise<SnapshotList>;
  /** Null where there is none of that name. Throws `bad_request` for what is no name, `history_failed` where it cannot be read. */
  find(name: string): Promise<Snapshot | null>;
  /** Throws `bad_request` where the name is taken, unless it may be replaced. */
  save(snapshot: Snapshot, options: { readonly replace: boolean }): Promise<void>;
  /** Whether there was one. Its run stays in the history. */
  remove(name: string): Promise<boolean>;
}
