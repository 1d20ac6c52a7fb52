import type { AuditEvent } from '../model/audit.ts';
import type { Caller } from '../model/caller.ts';

/** Keeps who asked for what, and what came of it. */
export interface AuditTrail {
  /**
   * Resolves when the entry is written. Where the setting `audit` is `required` it is on disk then, and an entry that
   * cannot be written rejects with `audit_failed`; otherwise that is logged, and the work goes on.
   */
  record(caller: Caller, event: AuditEvent): Promise<void>;
}
