import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';

/** The audit log, or a part of it, that cannot be written or read. */
export function auditFailed(what: string, thrown: unknown): RollcallError {
  return new RollcallError('audit_failed', `${what}: ${systemErrorText(thrown)}`, {
    cause: thrown,
    phase: 'request',
    hint: 'check that the folder audit in the state folder (ROLLCALL_HOME) is yours, writable, and that its disk has room',
  });
}
