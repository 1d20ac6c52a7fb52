import { RollcallError } from '../base/rollcall-error.ts';
import type { JudgedLine } from '../model/audit.ts';
import { mayChange } from '../model/verdict.ts';
import type { RunView } from '../result/run-view.ts';
import type { CheckedRequest } from './parse-request.ts';

/** Throws `bad_request` unless this run stopped short and the request asks the same again. */
export function checkResumable(view: RunView, { commands, format }: CheckedRequest): void {
  const { runId, state } = view;
  if (state === 'running') {
    throw refused(`run ${runId} is still going on`, `wait for it, or end it first: rollcall cancel ${runId}`);
  }
  if (state === 'finished') {
    throw refused(
      `run ${runId} has finished: there is nothing to go on with`,
      `what did not succeed runs again with --rerun-failed ${runId}`,
    );
  }
  const same =
    view.format === format &&
    view.commands.length === commands.length &&
    commands.every(({ index, text }) => view.commands[index]?.text === text);
  if (!same) throw refused(`run ${runId} asked for something else`, 'leave the commands and the format out');
}

/** Throws `bad_request` where a line may do more than read: whether it was sent, and what it did, nobody knows. */
export function checkOnlyReads(runId: string, judgements: readonly JudgedLine[]): void {
  const other = judgements.find(({ verdict, allowed }) => verdict !== 'read' && (allowed || mayChange(verdict)));
  if (other === undefined) return;
  throw refused(
    `run ${runId} is not gone on with: "${other.line}" is judged ${other.verdict} on ${other.platform}, and only what reads is sent a second time`,
    `see what became of it (rollcall show ${runId}) and look at the devices; then run by name what is to be run`,
  );
}

function refused(message: string, hint: string): RollcallError {
  return new RollcallError('bad_request', `${message}; nothing was sent`, { phase: 'request', hint });
}
