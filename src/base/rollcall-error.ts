import type { ErrorCode, Phase } from './error-code.ts';

export interface RollcallErrorDetail {
  readonly hint?: string | undefined;
  readonly phase?: Phase | undefined;
  /** A finer word than `code`, for results that end so: `run_deadline`. */
  readonly finerCode?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one error class. `code` is stable and machine-readable, `message` says what happened, `hint` what to do next.
 * Bad requests, cancellation reasons and defects are thrown as this; a device that fails is a value
 * (`Failure` in model/failure.ts), never a throw out of the fan-out.
 */
export class RollcallError extends Error {
  override readonly name = 'RollcallError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly phase: Phase | undefined;
  readonly finerCode: string | undefined;

  constructor(code: ErrorCode, message: string, detail: RollcallErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.hint = detail.hint;
    this.phase = detail.phase;
    this.finerCode = detail.finerCode;
  }

  /** Anything thrown, as a RollcallError: itself, or a `defect` that keeps the cause. */
  static from(thrown: unknown): RollcallError {
    if (thrown instanceof RollcallError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new RollcallError('defect', `unexpected error: ${message}`, {
      cause: thrown,
      hint: 'this is a bug in rollcall; please report it with the log at --log-level debug',
    });
  }
}
