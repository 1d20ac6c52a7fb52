import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import { type AuditArchive, type AuditEntry, auditEntrySchema } from '../model/audit.ts';
import { auditFailed } from './audit-failed.ts';
import { byteLines } from './byte-lines.ts';
import { verifyFile } from './verify-file.ts';

/** Reads the log of every process that shares this state folder. Opens no file before it is asked. */
export function auditArchive(home: string): AuditArchive {
  const folder = join(home, 'audit');

  async function reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw auditFailed('the audit log cannot be read', thrown);
    }
  }

  return {
    verify: () =>
      reading(async () => {
        const names = new Set([...(await logsIn(folder)), ...(await logsIn(join(folder, 'heads')))]);
        const reports = [];
        for (const name of [...names].sort()) reports.push(await verifyFile(folder, name));
        return reports;
      }),

    entries: (since = '') =>
      reading(async () => {
        const entries: AuditEntry[] = [];
        for (const name of await logsIn(folder)) {
          // What is no file is told by verify(); a FIFO would hold us up.
          if (!(await stat(join(folder, name))).isFile()) continue;
          for await (const { bytes } of byteLines(join(folder, name))) {
            const entry = toEntry(bytes);
            if (entry !== undefined && entry.time >= since) entries.push(entry);
          }
        }
        return entries.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
      }),
  };
}

/** Names of the log files in a folder, oldest first; none where there is no folder. */
async function logsIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return [];
    throw thrown;
  }
}

function toEntry(line: Buffer): AuditEntry | undefined {
  try {
    return auditEntrySchema.safeParse(JSON.parse(line.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
