import { z } from 'zod';
import { outputFormatSchema } from './output-format.ts';
import { runRequestSchema, selectorInputSchema } from './run-request.ts';

/** A step's name within its plan: a word that templates and conditions can use. */
const stepIdPattern = /^[a-z][a-z0-9_-]{0,63}$/;
const stepIdSchema = z
  .string()
  .regex(stepIdPattern, 'expected a name of a-z, 0-9, _ and - that begins with a letter, at most 64 characters');

const expressionSchema = z.string().min(1).max(2_000);
const patternSchema = z.string().min(1).max(1_000);
const maxPauseS = 86_400;

const { command, timeout_s, priority, retries, max_age_s } = runRequestSchema.shape;

/** Which part of each answer is a row, and what its columns are called. */
export const rowsSpecSchema = z
  .strictObject({
    /** JMESPath over the answer as JSON: an object is a row, a list of objects is one row each. */
    select: expressionSchema.optional(),
    /** RE2 with named groups: each line that matches is a row. */
    match: patternSchema.optional(),
  })
  .refine(({ select, match }) => (select === undefined) !== (match === undefined), 'expected either select or match');
export type RowsSpec = z.infer<typeof rowsSpecSchema>;

/** `5`, or `"10%"` of the step's devices. */
const countOrShareSchema = z.union([
  z.int().min(0).max(100_000),
  z.string().regex(/^(?:100|[1-9]?\d)%$/, 'expected a whole number or a percentage such as "10%"'),
]);
export type CountOrShare = z.infer<typeof countOrShareSchema>;

const waveSizeSchema = countOrShareSchema.refine((size) => size !== 0 && size !== '0%', 'expected at least one device');

const untilShape = {
  /** JMESPath over the device's first row, its `rows` and its `device`. */
  until: expressionSchema.optional(),
  /** RE2 that a line of the answer has to match. */
  match: patternSchema.optional(),
  every_s: z.number().min(1).max(3_600).optional(),
};
const oneCondition = ({ until, match }: { until?: string | undefined; match?: string | undefined }): boolean =>
  (until === undefined) !== (match === undefined);

/** Asked again until it holds on every device. */
const waitForSchema = z
  .strictObject({ ...untilShape, deadline_s: z.number().positive().max(3_600).optional() })
  .refine(oneCondition, 'expected either until or match');
export type WaitFor = z.infer<typeof waitForSchema>;

/** Asked of a wave's devices before the next wave begins. Without a deadline it is asked once. */
const waveCheckSchema = z
  .strictObject({
    command: z.string().min(1),
    format: outputFormatSchema.optional(),
    rows: rowsSpecSchema.optional(),
    ...untilShape,
    deadline_s: z.number().positive().max(3_600).optional(),
  })
  .refine(oneCondition, 'expected either until or match');

const forEachSchema = z.union([
  stepIdSchema,
  z.strictObject({
    step: stepIdSchema,
    /** JMESPath over a row; only rows for which it is true. */
    where: expressionSchema.optional(),
  }),
]);

export const aggregates = ['append', 'fold', 'table', 'diff'] as const;

const onFailures = ['stop', 'continue', 'stop_all'] as const;

/** One step of a plan, as it enters from any surface; docs/plans.md has each key. */
export const planStepSchema = z.strictObject({
  id: stepIdSchema,
  devices: selectorInputSchema.optional(),
  command: command.optional(),
  format: outputFormatSchema.optional(),
  rows: rowsSpecSchema.optional(),
  depends_on: z.union([stepIdSchema, z.array(stepIdSchema).max(200)]).optional(),
  when: expressionSchema.optional(),
  for_each: forEachSchema.optional(),
  wait_for: waitForSchema.optional(),
  waves: z.array(waveSizeSchema).min(1).max(100).optional(),
  canary: selectorInputSchema.optional(),
  pause_s: z.number().min(0).max(maxPauseS).optional(),
  check: waveCheckSchema.optional(),
  max_failed: countOrShareSchema.optional(),
  on_failure: z.enum(onFailures).optional(),
  aggregate: z.enum(aggregates).optional(),
  timeout_s,
  priority,
  retries,
  max_age_s,
});
export type PlanStep = z.infer<typeof planStepSchema>;
