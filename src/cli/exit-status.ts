import { requestErrorCodes } from '../base/error-code.ts';
import type { RollcallError } from '../base/rollcall-error.ts';
import type { Result, RunDocument } from '../model/run-document.ts';

/**
 * 0 all ok · 1 internal · 2 bad request, settings or inventory · 3 denied by the guard · 4 some failed ·
 * 5 none succeeded · 130 cancelled (128 + SIGINT, as shells count).
 */
const exitStatuses = [0, 1, 2, 3, 4, 5, 130] as const;
export type ExitStatus = (typeof exitStatuses)[number];

/** That of another rollcall process; one that no rollcall ends with is an internal error. */
export const exitStatusOfProcess = (status: number): ExitStatus => exitStatuses.find((each) => each === status) ?? 1;

type AccountedRun = Pick<RunDocument, 'state' | 'summary' | 'results'>;

export function exitStatusOf({ state, summary, results = [] }: AccountedRun): ExitStatus {
  const { total, succeeded } = summary;
  if (state === 'cancelled') return 130;
  if (succeeded === total) return 0;
  if (results.length === total && results.every(isDenied)) return 3;
  return succeeded === 0 ? 5 : 4;
}

/** Refused itself, or held back because another command for the same device was. */
function isDenied({ outcome, error }: Result): boolean {
  return outcome === 'denied' || error?.code === 'beside_denied';
}

/** For commands that look at devices one by one: 0 all well, 4 some not, 5 none. */
export function exitStatusOfCounts(total: number, well: number): ExitStatus {
  if (well === total) return 0;
  return well === 0 ? 5 : 4;
}

export function exitStatusOfError(error: RollcallError): ExitStatus {
  if (error.code === 'approval_refused') return 3;
  if (requestErrorCodes.some((code) => code === error.code)) return 2;
  if (error.code === 'denied') return 3;
  if (error.code === 'cancelled') return 130;
  return error.code === 'defect' ? 1 : 5;
}
