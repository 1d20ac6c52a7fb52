import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { AuditEntry, AuditEvent } from '../model/audit.ts';
import type { Caller } from '../model/caller.ts';
import { instant } from '../model/instant.ts';
import type { Settings } from '../model/settings.ts';
import { auditFailed } from './audit-failed.ts';
import { AuditFile } from './audit-file.ts';
import type { AuditTrail } from './audit-trail.ts';

export interface AuditTrailOptions {
  /** `$ROLLCALL_HOME`; the log is the folder `audit` in it, made (0700) with the first entry. */
  readonly home: string;
  readonly mode: Settings['audit'];
  /** This process, which gives the file its name, and the operating system's user that it runs as. */
  readonly process: { readonly host: string; readonly pid: number; readonly user: string };
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OpenAuditTrail extends AuditTrail {
  /** Waits for the entries under way and closes the file. */
  close(): Promise<void>;
}

/** The one writer of this process's file: entries stand in it in the order in which they were recorded. */
export function createAuditTrail({ home, mode, process, clock, logger }: AuditTrailOptions): OpenAuditTrail {
  const required = mode === 'required';
  let file: AuditFile | null = null;
  let busy: Promise<unknown> = Promise.resolve();
  let lastFailure: string | null = null;

  async function write(caller: Caller, event: AuditEvent): Promise<void> {
    const time = instant(clock.now());
    // What is written to a removed file is recorded nowhere.
    if (file !== null && (await file.isRemoved())) {
      await file.close();
      file = null;
    }
    file ??= await AuditFile.create(join(home, 'audit'), stemOf(time, process), required);
    const writing = file;
    try {
      await writing.append((prev) => {
        const entry: AuditEntry = { time, caller: { ...caller, user: process.user }, event, prev };
        return JSON.stringify(entry);
      });
    } catch (thrown) {
      // A line may be half written: whatever comes next goes into a file of its own.
      file = null;
      await writing.close().catch(() => {});
      throw thrown;
    }
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = busy.then(work);
    busy = turn.catch(() => {});
    return turn;
  }

  return {
    async record(caller, event) {
      if (mode === 'off') return;
      try {
        await inTurn(() => write(caller, event));
        lastFailure = null;
      } catch (thrown) {
        const failed = auditFailed('the audit log cannot be written', thrown);
        // A full disk fails every entry: it is told once, until it fails otherwise or works again.
        if (failed.message !== lastFailure) logger.error({ err: thrown, entry: event.type }, failed.message);
        lastFailure = failed.message;
        if (required) throw failed;
      }
    },
    close: () =>
      inTurn(async () => {
        await file?.close();
        file = null;
      }),
  };
}

/** `20261120T163000.123Z-host-4711`: sorts by time, and says which process wrote it. */
function stemOf(time: string, { host, pid }: AuditTrailOptions['process']): string {
  return `${time.replaceAll(/[-:]/g, '')}-${host.replaceAll(/[^A-Za-z0-9.-]/g, '_')}-${pid}`;
}
