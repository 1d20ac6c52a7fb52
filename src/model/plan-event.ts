import { z } from 'zod';
import { ownerSchema } from './event.ts';
import { planRowSchema } from './plan-row.ts';
import { planStepSchema } from './plan-step.ts';

const instant = z.iso.datetime({ precision: 3 });

/** Refused rows that are kept as they were; more are counted. */
export const maxRefusedKept = 50;

const planStartedSchema = z.object({
  type: z.literal('plan-started'),
  time: instant,
  plan_id: z.string(),
  steps: z.array(planStepSchema),
  /** What the selectors without templates stood for then. */
  devices: z.array(z.string()),
  warnings: z.array(z.string()),
  owner: ownerSchema,
  /** Name of the access token that it was started with; null where there was none. */
  token: z.string().nullable(),
});

const planExtendedSchema = z.object({
  type: z.literal('plan-extended'),
  time: instant,
  steps: z.array(planStepSchema),
  /** What the selectors without templates stand for: who may not see these devices sees the plan no more. */
  devices: z.array(z.string()).default([]),
});

/** Devices that a step leaves out, or that failed in it: equal causes stand together. */
export const stepCauseSchema = z.object({
  /** An outcome, or a word of the plan's own (`condition_not_met`, `when_failed`, `not_met`, …). */
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  /** Folded selector. */
  devices: z.string(),
  count: z.int(),
});
export type StepCause = z.infer<typeof stepCauseSchema>;

/** A row that was sent nowhere, and which of its columns is why. */
export const refusedRowSchema = z.object({ row: planRowSchema, column: z.string(), why: z.string() });
export type RefusedRow = z.infer<typeof refusedRowSchema>;

const stepStartedSchema = z.object({
  type: z.literal('step-started'),
  time: instant,
  step: z.string(),
  /** Folded selector of the devices that it runs on; empty where it only aggregates. */
  devices: z.string(),
  count: z.int(),
  /** Results (device × command) that it comes to. */
  jobs: z.int(),
  left_out: z.array(stepCauseSchema),
  refused: z.array(refusedRowSchema),
  refused_count: z.int(),
  /** How many devices are in each wave. */
  waves: z.array(z.int()).optional(),
});

/** A run of the step has begun. */
const stepRunSchema = z.object({
  type: z.literal('step-run'),
  time: instant,
  step: z.string(),
  run_id: z.string(),
  devices: z.string(),
  purpose: z.enum(['command', 'check']),
  /** From 1. */
  wave: z.int().optional(),
  /** From 1: how often it was asked, where it waits for something. */
  attempt: z.int().optional(),
});
export type StepRun = z.infer<typeof stepRunSchema>;

const stepFinishedSchema = z.object({
  type: z.literal('step-finished'),
  time: instant,
  step: z.string(),
  state: z.enum(['finished', 'failed', 'cancelled']),
  total: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  failures: z.array(stepCauseSchema),
  rows: z.array(planRowSchema),
  /** Why it failed as a whole, where that is not told by its devices. */
  reason: z.string().optional(),
});
export type StepFinished = z.infer<typeof stepFinishedSchema>;

/** Nothing was sent. `skipped`: there was nothing to do. `cancelled`: it was not to be done any more. */
const stepSkippedSchema = z.object({
  type: z.literal('step-skipped'),
  time: instant,
  step: z.string(),
  state: z.enum(['skipped', 'cancelled']),
  code: z.string(),
  reason: z.string(),
  left_out: z.array(stepCauseSchema),
});

const planWarningSchema = z.object({ type: z.literal('plan-warning'), time: instant, text: z.string() });

const planFinishedSchema = z.object({
  type: z.literal('plan-finished'),
  time: instant,
  state: z.enum(['finished', 'cancelled']),
});

/** Everything that happens in a plan, beside the events of its runs. A plan is a list of these and nothing else. */
export const planEventSchema = z.discriminatedUnion('type', [
  planStartedSchema,
  planExtendedSchema,
  stepStartedSchema,
  stepRunSchema,
  stepFinishedSchema,
  stepSkippedSchema,
  planWarningSchema,
  planFinishedSchema,
]);
export type PlanStarted = z.infer<typeof planStartedSchema>;
export type PlanEvent = z.infer<typeof planEventSchema>;

/** Takes events in the order they happen. Must not throw. */
export type PlanListener = (event: PlanEvent) => void;
