import type { AuditEntry, AuditEvent } from '../model/audit.ts';
import { type TableOptions, textTable } from './text-table.ts';

/** One line an entry for `rollcall audit show`, in the order given. */
export function auditTable(entries: readonly AuditEntry[], options: TableOptions = {}): string {
  const rows = entries.map(({ time, caller, event }) => [
    time.replace(/\.\d+Z$/, 'Z'),
    [
      caller.token ?? caller.user,
      ...(caller.client === null ? [] : [`${caller.client.name} ${caller.client.version}`]),
    ].join(', '),
    caller.surface,
    event.type,
    'run_id' in event ? event.run_id : event.device,
    detailOf(event),
  ]);
  return textTable(['TIME', 'WHO', 'FROM', 'WHAT', 'ON', 'DETAIL'], rows, options);
}

function detailOf(event: AuditEvent): string {
  switch (event.type) {
    case 'run-started': {
      const refused = event.judgements.filter(({ allowed }) => !allowed);
      const denied = refused.map(({ platform, line, verdict }) => ` [denied on ${platform}, ${verdict}: ${line}]`);
      const shown = event.secrets_shown ? ' [secrets shown]' : '';
      return `${event.devices} (${event.device_count}): ${event.commands.join(' ; ')}${denied.join('')}${shown}`;
    }
    case 'run-finished':
      return [event.state, ...Object.entries(event.outcomes).map(([outcome, count]) => `${outcome} ${count}`)].join(
        ', ',
      );
    case 'refused':
      return `${event.error.code}: ${event.error.message} [${event.devices}: ${event.commands}]`;
    case 'cancel-asked':
      return event.result;
    case 'trust-asked':
      return '';
    case 'host-key-trusted':
      return event.ok ? event.detail : `failed: ${event.detail}`;
  }
}
