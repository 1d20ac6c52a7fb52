import { z } from 'zod';
import { reusedSchema } from './event.ts';
import { errorDetailSchema } from './failure.ts';
import { outcomeSchema } from './outcome.ts';

/** `interrupted`: the process that ran it is gone and left no end. */
const runStates = ['running', 'finished', 'cancelled', 'interrupted'] as const;
export const runStateSchema = z.enum(runStates);
export type RunState = z.infer<typeof runStateSchema>;

/** An attempt as `command-retried` tells it; loosely typed, because every client that lists tools is sent the schema. */
const earlierAttemptSchema = z.object({
  attempt: z.int(),
  outcome: z.string(),
  error: z.record(z.string(), z.unknown()),
  start_time: z.string().nullable(),
  end_time: z.string().nullable(),
  retry_at: z.string(),
});
export type EarlierAttempt = z.infer<typeof earlierAttemptSchema>;

/**
 * One device and command. The whole document fills every field that applies; the compact form of a folded MCP
 * answer has only `device`, `outcome`, `group`, `execution_duration` and, with several commands, `command_index`.
 */
export const resultSchema = z.object({
  device: z.string(),
  command: z.string().optional(),
  label: z.string().optional(),
  command_index: z.int().optional(),
  status: z.enum(['success', 'failed']).optional(),
  outcome: outcomeSchema,
  /** The id of the group that holds its output, in the folded view. */
  group: z.int().optional(),
  /** Its output, in the per-device view; for a failed result also in the folded one (partial output). */
  output: z.string().optional(),
  /** In the place of `output` in a run with format json: the value, read. */
  output_json: z.unknown().optional(),
  /** Why `output` is no JSON, or what was tolerated in reading it. */
  output_note: z.string().optional(),
  /** Set where `output` goes on from an earlier answer: the line, from 1, that it begins with. */
  output_from_line: z.int().optional(),
  /** Characters of `output` and `stderr` that the size budget cut; absent when both are whole. */
  omitted_chars: z.int().optional(),
  stderr: z.string().optional(),
  exit_status: z.int().nullable().optional(),
  execution_duration: z.number(),
  start_time: z.string().nullable().optional(),
  end_time: z.string().nullable().optional(),
  connection: z.enum(['new', 'reused']).nullable().optional(),
  attempts: z.int().optional(),
  /** Attempts that failed before this one, where retries were asked for; their output is in the log only. */
  earlier_attempts: z.array(earlierAttemptSchema).optional(),
  reused: reusedSchema.optional(),
  error: errorDetailSchema.optional(),
});
export type Result = z.infer<typeof resultSchema>;

export const summarySchema = z.object({
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  pending: z.int(),
  by_outcome: z.record(z.string(), z.int()),
  start_time: z.string(),
  end_time: z.string().nullable(),
  total_duration: z.number(),
  slowest: z.array(z.object({ device: z.string(), execution_duration: z.number() })),
});
export type Summary = z.infer<typeof summarySchema>;

/** Devices whose successful answer to one command was the same, byte for byte or but for what masks pass over. */
export const groupSchema = z.object({
  id: z.int(),
  command: z.string(),
  label: z.string().optional(),
  /** Set where the run has several commands. */
  command_index: z.int().optional(),
  /** Folded selector. */
  devices: z.string(),
  count: z.int(),
  /** Set where these are exactly the devices of a group of the inventory: `@name` selects them too, while that stays so. */
  inventory_group: z.string().optional(),
  /** As the first of its devices sent it; absent where `diff` or `output_json` stands for it. */
  output: z.string().optional(),
  output_json: z.unknown().optional(),
  output_note: z.string().optional(),
  /** The group, of the same command, that `diff` goes from. */
  diff_from: z.int().optional(),
  /** Unified diff from the output of that group, without file names; empty where only stderr or the exit status differ. */
  diff: z.string().optional(),
  /** How many lines only this group has, or only the common answer nearest to it. Absent for the largest of a command. */
  distance: z.int().optional(),
  stderr: z.string().optional(),
  /** Set where it is not 0. */
  exit_status: z.int().nullable().optional(),
  /** Set where some of them answered only to a retry: the most attempts that one needed. */
  attempts: z.int().optional(),
  /** How the attempts before ended. */
  earlier_outcomes: z.array(z.string()).optional(),
  /** Characters of `output` or `diff`, and `stderr`, that the size budget cut; absent when all are whole. */
  omitted_chars: z.int().optional(),
  /** Set where the size budget left no room for single answers: how many different ones these devices gave. */
  distinct: z.int().optional(),
  /** Set where answers are those of earlier runs: of how many of these devices, and the age of the oldest in seconds. */
  reused: z.object({ count: z.int(), oldest_age_s: z.number() }).optional(),
  durations: z.object({ min: z.number(), median: z.number(), max: z.number() }).optional(),
});
export type Group = z.infer<typeof groupSchema>;

/** Devices that failed the same way. `command` is set where not every command of the run failed so. */
export const failureGroupSchema = z.object({
  outcome: outcomeSchema,
  phase: z.string().optional(),
  code: z.string().optional(),
  command: z.string().optional(),
  label: z.string().optional(),
  command_index: z.int().optional(),
  devices: z.string(),
  count: z.int(),
  message: z.string(),
  hint: z.string().optional(),
  /** Set where some of them were tried again: the most attempts made on one. */
  attempts: z.int().optional(),
  /** How the attempts before the last ended, where that was not always as the last one. */
  earlier_outcomes: z.array(z.string()).optional(),
  /** What came before the end, where all of them sent the same or there is only one. */
  partial_output: z.string().optional(),
  /** Characters of `partial_output` that the size budget cut. */
  omitted_chars: z.int().optional(),
  /** Set where the size budget merged failures with different messages or hints: how many. */
  distinct: z.int().optional(),
});
export type FailureGroup = z.infer<typeof failureGroupSchema>;

export const nextCallSchema = z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) });
export type NextCall = z.infer<typeof nextCallSchema>;

/** The whole account of a run: contract §5. A fold over its events. */
export const runDocumentSchema = z.object({
  run_id: z.string(),
  state: runStateSchema,
  command: z.array(z.string()),
  /** Set where outputs are only what was asked for of the answers: the lines that match, or what was selected. */
  match: z.string().optional(),
  select: z.string().optional(),
  devices: z.string(),
  summary: summarySchema,
  groups: z.array(groupSchema).optional(),
  failures: z.array(failureGroupSchema),
  results: z.array(resultSchema).optional(),
  pending: z.string().nullable(),
  masked: z.array(z.string()),
  warnings: z.array(z.string()),
  /** Of an MCP answer: how much of a model's context it takes, about (a token for 4 characters). */
  approx_tokens: z.int().optional(),
  /** What the size budget cut, in words; null when nothing. */
  truncated: z.string().nullable(),
  /** The call that returns the rest; null when nothing is missing. */
  next: nextCallSchema.nullable(),
});
export type RunDocument = z.infer<typeof runDocumentSchema>;

export const views = ['folded', 'per_device'] as const;
export type View = (typeof views)[number];
