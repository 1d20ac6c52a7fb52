import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { auditArchive } from '../../src/audit/audit-archive.ts';
import { createAuditTrail } from '../../src/audit/create-audit-trail.ts';
import type { AuditEvent } from '../../src/model/audit.ts';
import { cliCaller } from '../../src/model/caller.ts';
import type { Settings } from '../../src/model/settings.ts';
import { MemoryLogger } from '../history/memory-logger.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export const ended = (count: number): AuditEvent => ({
  type: 'run-finished',
  run_id: `RUN${count}`,
  state: 'finished',
  // U+2028 is a line end to some readers, and none in JSON.
  outcomes: { ok: count, 'odd\u2028one': 1 },
});

export function trailIn(home: string, mode: Settings['audit'] = 'on', pid = 4711) {
  const logger = new MemoryLogger();
  const clock = new FakeClock();
  const trail = createAuditTrail({ home, mode, process: { host: 'h/1', pid, user: 'netops' }, clock, logger });
  onTestFinished(() => trail.close());
  return { trail, logger, clock };
}

/** A log of one file with this many entries. */
export async function logOf(count: number, mode: Settings['audit'] = 'on') {
  const home = temporaryFolder();
  const { trail } = trailIn(home, mode);
  await Promise.all(Array.from({ length: count }, (_, index) => trail.record(cliCaller, ended(index))));
  await trail.close();
  const folder = join(home, 'audit');
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  const path = join(folder, file);
  const verify = () => auditArchive(home).verify();
  return {
    home,
    file,
    path,
    head: join(folder, 'heads', file),
    verify,
    lines: readFileSync(path, 'utf8').split('\n').slice(0, -1),
  };
}
