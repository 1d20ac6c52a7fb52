import { z } from 'zod';

/**
 * `waiting`, `running`, then one of: `finished` (within what may fail), `failed`, `skipped` (nothing to do), `cancelled`,
 * `interrupted` (the process that ran it is gone).
 */
const stepStates = ['waiting', 'running', 'finished', 'failed', 'skipped', 'cancelled', 'interrupted'] as const;
export const stepStateSchema = z.enum(stepStates);
export type StepState = z.infer<typeof stepStateSchema>;
