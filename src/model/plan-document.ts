import { z } from 'zod';
import { refusedRowSchema, stepCauseSchema } from './plan-event.ts';
import { planRowSchema } from './plan-row.ts';
import { aggregates } from './plan-step.ts';
import { nextCallSchema, runStateSchema } from './run-document.ts';
import { stepStateSchema } from './step-state.ts';

/** Devices of a step that answered one command alike. */
const stepAnswerSchema = z.object({
  step: z.string(),
  command: z.string(),
  devices: z.string(),
  count: z.int(),
  output: z.string().optional(),
  /** From the most common answer to that command. */
  diff: z.string().optional(),
  /** Characters that the size budget cut. */
  omitted_chars: z.int().optional(),
});
export type StepAnswer = z.infer<typeof stepAnswerSchema>;

/** What came together of a step's own answers, or of those of the steps before it. */
const aggregateSchema = z.object({
  kind: z.enum(aggregates),
  /** The steps whose answers these are. */
  of: z.array(z.string()),
  /** Of a table or of appended rows. */
  columns: z.array(z.string()).optional(),
  rows: z.array(z.record(z.string(), z.unknown())).optional(),
  row_count: z.int().optional(),
  /** Folded, or how they differ. */
  answers: z.array(stepAnswerSchema).optional(),
  /** Runs whose answers are gone from the history. */
  missing_runs: z.array(z.string()).optional(),
});
export type AggregateDocument = z.infer<typeof aggregateSchema>;

const stepDocumentSchema = z.object({
  id: z.string(),
  state: stepStateSchema,
  command: z.array(z.string()).optional(),
  /** Folded selector of the devices that it ran on, or before that what was asked for. */
  devices: z.string().optional(),
  waits_for: z.array(z.string()).optional(),
  code: z.string().optional(),
  reason: z.string().optional(),
  start_time: z.string().nullable(),
  end_time: z.string().nullable(),
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  failures: z.array(stepCauseSchema).optional(),
  left_out: z.array(stepCauseSchema).optional(),
  refused: z.array(refusedRowSchema).optional(),
  refused_count: z.int().optional(),
  waves: z.array(z.int()).optional(),
  /** Each is a run as any other. */
  runs: z.array(z.string()),
  run_count: z.int(),
  rows: z.array(planRowSchema).optional(),
  row_count: z.int(),
  aggregate: aggregateSchema.optional(),
});
export type StepDocument = z.infer<typeof stepDocumentSchema>;

/** The whole account of a plan. A fold over its events. */
export const planDocumentSchema = z.object({
  run_id: z.string(),
  kind: z.literal('plan'),
  state: runStateSchema,
  devices: z.string(),
  summary: z.object({
    steps: z.record(z.string(), z.int()),
    total: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    start_time: z.string(),
    end_time: z.string().nullable(),
    total_duration: z.number(),
  }),
  steps: z.array(stepDocumentSchema),
  warnings: z.array(z.string()),
  /** What the size budget cut, in words; null when nothing. */
  truncated: z.string().nullable(),
  next: nextCallSchema.nullable(),
});
export type PlanDocument = z.infer<typeof planDocumentSchema>;
