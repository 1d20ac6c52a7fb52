import { z } from 'zod';
import { planStepSchema } from './plan-step.ts';
import { runRequestSchema } from './run-request.ts';

/** More steps than that are no plan that anyone reads; loops over devices and rows are `devices` and `for_each`. */
export const maxSteps = 200;

/** `execute_plan`, and the YAML of `rollcall plan FILE`. */
export const planRequestSchema = z.strictObject({
  steps: z.array(planStepSchema).min(1).max(maxSteps),
  /** Is told, signed, of the end of each step and of the plan; never kept, since its path may be a secret. */
  webhook: runRequestSchema.shape.webhook,
});
export type PlanRequest = z.infer<typeof planRequestSchema>;
