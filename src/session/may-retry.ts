import type { FailedOutcome, Phase } from '../base/error-code.ts';
import type { Failure } from '../model/failure.ts';
import { isRunDeadline } from '../model/run-deadline.ts';
import type { Verdict } from '../model/verdict.ts';

/** Ends that may be otherwise a little later. The rest would be the same again, or is not the device's doing. */
const passing: Readonly<Record<FailedOutcome, boolean>> = {
  unreachable: true,
  connect_timeout: true,
  busy: true,
  connection_lost: true,
  command_timeout: true,
  rejected: false,
  denied: false,
  unknown_device: false,
  host_key: false,
  auth_failed: false,
  output_limit: false,
  cancelled: false,
  skipped: false,
  unknown: false,
  defect: false,
};

/** A credential may have been sent, or a key was judged: accounts are locked by those who try again. */
const logins: ReadonlySet<Phase | undefined> = new Set(['credentials', 'host_key', 'auth']);

/** Whether a command that ended so may be tried again: nothing of it has reached the device, or it only reads. */
export function mayRetry(ended: Failure, written: boolean, verdict: Verdict): boolean {
  const { outcome, error } = ended;
  if (!passing[outcome] || logins.has(error.phase) || isRunDeadline(ended)) return false;
  return !written || verdict === 'read';
}
