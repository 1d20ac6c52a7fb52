import { z } from 'zod';
import { failedOutcomes } from '../base/error-code.ts';

/** How one command on one device ended; meanings stand beside each code in base/error-code.ts. */
export const outcomes = ['ok', ...failedOutcomes] as const;

export const outcomeSchema = z.enum(outcomes);
export type Outcome = z.infer<typeof outcomeSchema>;
