import type { ActiveRun } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovalQuestion } from '../model/approval.ts';
import type { RunRequest } from '../model/run-request.ts';
import { approvalText, shownChars } from '../present/approval-text.ts';
import type { ToolCall, ToolQuestion } from './tool.ts';

export type Started = { readonly run: ActiveRun } | ToolQuestion;

/**
 * Starts the run, or gives the question that the client's user has to answer first. Where nobody can be asked, and where
 * nothing needs to be, it starts at once: the guard denies what would have needed an approval.
 */
export async function startOrAsk(request: RunRequest, { rollcall, caller, person }: ToolCall): Promise<Started> {
  if (person.canBeAsked) {
    const approved = person.answer === null ? null : await startApproved();
    if (approved !== null) return { run: approved };
    const question = await rollcall.askApproval(request, { caller });
    if (question !== null) return { question, message: await shown(question) };
  }
  return { run: await rollcall.startRun(request, { caller }) };

  async function shown(question: ApprovalQuestion): Promise<string> {
    try {
      return approvalText(question, shownChars.elicitation);
    } catch (thrown) {
      await rollcall.recordRefusal(request, caller, thrown);
      throw thrown;
    }
  }

  /** Null where the plan is another than the one that was approved: the person has to see it again. */
  async function startApproved(): Promise<ActiveRun | null> {
    if (person.answer === null) return null;
    try {
      return await rollcall.startRun(request, { caller, approval: { ...person.answer, by: 'elicitation' } });
    } catch (thrown) {
      if (RollcallError.from(thrown).code === 'approval_stale') return null;
      throw thrown;
    }
  }
}
