import { z } from 'zod';
import { type FailedOutcome, phases } from '../base/error-code.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { outcomes } from './outcome.ts';

/** The `error` of a result on the wire. `code` is the outcome, or a finer word (`paced`, `interrupted`). */
export const errorDetailSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  phase: z.enum(phases).optional(),
});
export type ErrorDetail = z.infer<typeof errorDetailSchema>;

/**
 * A device that failed, as a value. Messages name neither the device nor its address (both stand in the result),
 * so that equal failures of many devices fold into one line.
 */
export interface Failure {
  readonly outcome: FailedOutcome;
  readonly error: ErrorDetail;
}

export interface FailureDetail {
  readonly code?: string;
  readonly hint?: string | undefined;
  readonly phase?: ErrorDetail['phase'];
}

export function failure(outcome: FailedOutcome, message: string, detail: FailureDetail = {}): Failure {
  const error: ErrorDetail = { code: detail.code ?? outcome, message };
  if (detail.hint !== undefined) error.hint = detail.hint;
  if (detail.phase !== undefined) error.phase = detail.phase;
  return { outcome, error };
}

/** The failure a thrown error stands for; a code that is no outcome (or no RollcallError at all) is a defect. */
export function failureFrom(thrown: unknown): Failure {
  const error = RollcallError.from(thrown);
  const outcome = outcomes.find((known) => known === error.code);
  if (outcome === undefined || outcome === 'ok') {
    return failure('defect', error.message, { hint: error.hint, phase: error.phase });
  }
  const { message, hint, phase, finerCode } = error;
  return failure(outcome, message, { hint, phase, ...(finerCode !== undefined && { code: finerCode }) });
}
