import type { ActiveRun, Rollcall, StartOptions } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovalQuestion } from '../model/approval.ts';
import type { RunRequest } from '../model/run-request.ts';
import { approvalText, shownChars } from '../present/approval-text.ts';
import type { ProcessParts } from './cli-parts.ts';
import { report } from './report.ts';

type ConfirmOptions = Omit<StartOptions, 'approval'> & { readonly signal: AbortSignal };

/**
 * Starts the run; what may change something, only after the person at the terminal has typed the phrase under the exact
 * devices and lines. Without a terminal nobody is asked, and the guard denies it.
 */
export function startConfirmed(
  { person, stderr }: Pick<ProcessParts, 'stderr' | 'person'>,
  rollcall: Rollcall,
  request: RunRequest,
  { signal, ...options }: ConfirmOptions,
): Promise<ActiveRun> {
  return person.canBeAsked ? askFirst() : rollcall.startRun(request, options);

  async function askFirst(): Promise<ActiveRun> {
    for (;;) {
      const question = await rollcall.askApproval(request, options);
      if (question === null) return rollcall.startRun(request, options);
      stderr.write(`${await shown(question)}\n`);
      const typed = await person.readLine('> ', signal);
      try {
        return await rollcall.startRun(request, { ...options, approval: { id: question.id, typed, by: 'terminal' } });
      } catch (thrown) {
        const { code, message, hint } = RollcallError.from(thrown);
        if (code !== 'approval_stale') throw thrown;
        report(stderr, message, hint);
      }
    }
  }

  async function shown(question: ApprovalQuestion): Promise<string> {
    try {
      return approvalText(question, shownChars.terminal);
    } catch (thrown) {
      await rollcall.recordRefusal(request, options.caller, thrown);
      throw thrown;
    }
  }
}
