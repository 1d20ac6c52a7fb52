import type { AuditEntry, AuditEvent } from '../model/audit.ts';
import { type TableOptions, textTable } from './text-table.ts';

/** One line an entry for `rollcall audit show`, in the order given. */
export function auditTable(entries: readonly AuditEntry[], options: TableOptions = {}): string {
  const rows = entries.map(({ time, caller, event }) => [
    time.replace(/\.\d+Z$/, 'Z'),
    whoOf(caller, event),
    caller.surface,
    event.type,
    subjectOf(event),
    detailOf(event),
  ]);
  return textTable(['TIME', 'WHO', 'FROM', 'WHAT', 'ON', 'DETAIL'], rows, options);
}

function whoOf({ token, user, client }: AuditEntry['caller'], event: AuditEvent): string {
  // The user that the server runs as did not ask for what it refused.
  const name = token ?? (event.type.startsWith('access-') ? 'unknown' : user);
  return client === null ? name : `${name}, ${client.name} ${client.version}`;
}

function subjectOf(event: AuditEvent): string {
  if (event.type === 'approval-asked') return `plan ${event.plan.slice(0, 12)}`;
  if ('run_id' in event) return event.run_id;
  if ('device' in event) return event.device;
  return 'path' in event ? event.path : '';
}

function detailOf(event: AuditEvent): string {
  switch (event.type) {
    case 'run-started': {
      const refused = event.judgements.filter(({ allowed }) => !allowed);
      const denied = refused.map(({ platform, line, verdict }) => ` [denied on ${platform}, ${verdict}: ${line}]`);
      const shown = event.secrets_shown ? ' [secrets shown]' : '';
      const told = event.webhook === undefined ? '' : ` [webhook to ${event.webhook}]`;
      return `${event.devices} (${event.device_count}): ${event.commands.join(' ; ')}${denied.join('')}${shown}${told}`;
    }
    case 'approval-asked':
      return `${event.devices} (${event.device_count}): ${event.commands.join(' ; ')}`;
    case 'run-finished':
      return [event.state, counts(event.outcomes)].filter((part) => part !== '').join(', ');
    case 'webhook-ended':
      return `${event.to}: ${event.delivered ? 'told' : 'not told'} (attempts: ${event.attempts}), ${event.detail}`;
    case 'refused':
      return `${event.error.code}: ${event.error.message} [${event.devices}: ${event.commands}]`;
    case 'cancel-asked':
      return event.result;
    case 'trust-asked':
      return '';
    case 'host-key-trusted':
      return event.ok ? event.detail : `failed: ${event.detail}`;
    case 'access-refused':
      return `${event.status} to ${event.address}: ${event.why}`;
    case 'access-refused-count':
      return `${event.count} more since ${event.since}: ${counts(event.statuses)}; ${counts(event.addresses)}`;
    case 'run-hidden':
      return `${event.asked} refused: outside the token's devices`;
  }
}

const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');
