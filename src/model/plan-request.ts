import { z } from 'zod';
import { planStepSchema } from './plan-step.ts';

/** More steps than that are no plan that anyone reads; loops over devices and rows are `devices` and `for_each`. */
export const maxSteps = 200;

/** `execute_plan`, and the YAML of `rollcall plan FILE`. */
export const planRequestSchema = z.strictObject({ steps: z.array(planStepSchema).min(1).max(maxSteps) });
export type PlanRequest = z.infer<typeof planRequestSchema>;
