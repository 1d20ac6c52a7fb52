import { RollcallError } from '../base/rollcall-error.ts';
import type { ApprovalAnswer, PlanToApprove } from '../model/approval.ts';
import type { AuditEvent, JudgedLine, RecordedApproval } from '../model/audit.ts';
import type { Command } from '../model/command.ts';
import type { RunStarted } from '../model/event.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import type { RunView } from '../result/run-view.ts';

/** A refused request may be anything: of its devices and commands this much is kept each. */
const maxRefusedChars = 4_096;

export function auditedStart(
  started: RunStarted,
  judgements: readonly JudgedLine[],
  approval: RecordedApproval | null,
): AuditEvent {
  return {
    type: 'run-started',
    run_id: started.run_id,
    devices: foldNames(started.devices),
    device_count: started.devices.length,
    commands: started.commands.map(({ text }) => text),
    judgements: [...judgements],
    approval,
  };
}

export function auditedQuestion({ planHash, parts }: PlanToApprove, commands: readonly Command[]): AuditEvent {
  const devices = parts.flatMap((part) => part.devices);
  return {
    type: 'approval-asked',
    plan: planHash,
    devices: foldNames(devices),
    device_count: devices.length,
    commands: commands.map(({ text }) => text),
  };
}

export function approvalOf(answer: ApprovalAnswer | undefined, planHash: string | null): RecordedApproval | null {
  return answer === undefined || planHash === null ? null : { by: answer.by, plan: planHash };
}

export function auditedEnd(view: RunView): AuditEvent {
  const outcomes: Record<string, number> = {};
  for (const { finished } of view.rows()) {
    if (finished !== null) outcomes[finished.outcome] = (outcomes[finished.outcome] ?? 0) + 1;
  }
  return { type: 'run-finished', run_id: view.runId, state: view.state, outcomes };
}

/** A request that did not become a run, or not one that began. */
export function auditedRefusal(request: unknown, runId: string, thrown: unknown): AuditEvent {
  const { code, message } = RollcallError.from(thrown);
  const { devices, command } =
    typeof request === 'object' && request !== null ? { ...noRequest, ...request } : noRequest;
  return {
    type: 'refused',
    run_id: runId,
    error: { code, message: cut(message) },
    devices: asText(devices),
    commands: asText(command),
  };
}

const noRequest: { readonly devices?: unknown; readonly command?: unknown } = {};

function asText(value: unknown): string {
  return cut(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
}

function cut(text: string): string {
  return text.length > maxRefusedChars ? `${text.slice(0, maxRefusedChars)}… (${text.length} characters)` : text;
}

export const withWebhook = (event: AuditEvent, origin: string | null): AuditEvent =>
  event.type === 'run-started' && origin !== null ? { ...event, webhook: origin } : event;

export const withSecretsShown = (event: AuditEvent): AuditEvent =>
  event.type === 'run-started' ? { ...event, secrets_shown: true } : event;
