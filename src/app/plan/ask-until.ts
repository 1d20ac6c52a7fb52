import { pause, startDeadline } from '../../base/abort.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { ErrorDetail } from '../../model/failure.ts';
import type { WaitFor } from '../../model/plan-step.ts';
import { type Condition, conditionOf } from '../../result/condition.ts';
import { linesOf } from '../../result/reference-lines.ts';
import { searchPattern } from '../../result/search-pattern.ts';
import { type Ask, type RunPart, runOnce } from './run-once.ts';
import type { StepContext } from './step-context.ts';
import { failed, type TargetResult } from './step-result.ts';

const defaultEveryS = 10;
export const defaultDeadlineS = 300;

/** Failures that no waiting changes: asking again would fail again, or lock the account. */
const lasting: ReadonlySet<string> = new Set([
  ...['auth_failed', 'credential_refused', 'host_key', 'denied', 'approval_needed', 'beside_denied', 'unknown_device'],
  ...['rejected', 'defect', 'not_permitted', 'bad_request', 'audit_failed', 'history_failed'],
]);

/**
 * Asks these devices until the condition holds on each, or the deadline is over; those on which it does not hold then have
 * failed (`condition_not_met`). With a deadline of null it is asked once. A device that is asked again is not one that has
 * answered already.
 */
export async function askUntil(
  context: StepContext,
  names: readonly string[],
  ask: Ask,
  {
    waitFor,
    deadlineS,
    part,
  }: { readonly waitFor: WaitFor; readonly deadlineS: number | null; readonly part: RunPart },
): Promise<readonly TargetResult[]> {
  const { signal, clock } = context;
  const over = (): RollcallError => new RollcallError('cancelled', 'the deadline of wait_for is over');
  const deadline = startDeadline(signal, (deadlineS ?? 86_400) * 1_000, clock, over);
  const settled = new Map<string, TargetResult>();
  const reasons = new Map<string, string>();
  let left = names;
  try {
    for (let attempt = 1; left.length > 0; attempt += 1) {
      // What a condition may take is for one round.
      const holds = tester(waitFor);
      for (const result of await runOnce(context, left, ask, { ...part, attempt }, deadline.signal)) {
        const why = result.failure === null ? holds(result) : notYet(result.failure);
        if (why === null) settled.set(result.device, result);
        // What the deadline cut short says nothing of the device.
        else if (!(deadline.signal.aborted && result.failure?.code === 'cancelled')) reasons.set(result.device, why);
      }
      left = left.filter((name) => !settled.has(name));
      if (deadlineS === null || deadline.signal.aborted || left.length === 0) break;
      await pause((waitFor.every_s ?? defaultEveryS) * 1_000, clock, deadline.signal);
    }
  } catch (thrown) {
    if (!deadline.signal.aborted) throw thrown;
  } finally {
    deadline.clear();
  }
  return names.map((name) => settled.get(name) ?? failed(name, notMet(reasons.get(name), signal.aborted)));
}

/** Null where the failure stands; else why the device is asked again. */
function notYet({ code, message }: ErrorDetail): string | null {
  return lasting.has(code) ? null : `${code}: ${message}`;
}

function notMet(reason: string | undefined, cancelled: boolean): ErrorDetail {
  if (cancelled) return { code: 'cancelled', message: 'cancelled while it waited for the condition' };
  return {
    code: 'condition_not_met',
    message: `the condition did not hold in time: ${reason ?? 'the device has not answered yet'}`,
    hint: 'look at the device; give it a longer deadline_s if it needs more time',
  };
}

/** Null where the condition holds, else what is known of why not; equal reasons of many devices fold. */
function tester({ until, match }: WaitFor): (result: TargetResult) => string | null {
  if (match !== undefined) {
    const pattern = searchPattern(match, 'match');
    return ({ answer }) =>
      linesOf(answer).some((line) => pattern.test(line.replace(/\r?\n$/, ''))) ? null : 'no line matches';
  }
  const condition: Condition = conditionOf(until ?? '', 'until');
  return ({ device, rows }) => {
    const verdict = condition.test({ ...rows[0], rows, device });
    if (!verdict.ok) return verdict.why;
    return verdict.holds ? null : 'it is not so yet';
  };
}
