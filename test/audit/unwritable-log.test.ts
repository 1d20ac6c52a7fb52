import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auditArchive } from '../../src/audit/audit-archive.ts';
import { lineHash } from '../../src/audit/line-hash.ts';
import { cliCaller } from '../../src/model/caller.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ended, logOf, trailIn } from './audit-fixture.ts';

describe('a log that cannot be written', () => {
  it('leaves no file behind that would look as if its head had been removed', async () => {
    const home = temporaryFolder();
    const { trail, clock } = trailIn(home, 'required');
    const stem = `${new Date(clock.now()).toISOString().replaceAll(/[-:]/g, '')}-h_1-4711`;
    // The head of that name cannot be made.
    mkdirSync(join(home, 'audit', 'heads', `${stem}.jsonl.next`), { recursive: true });
    await trail.record(cliCaller, ended(1));
    expect(await auditArchive(home).verify()).toEqual([
      { file: `${stem}_2.jsonl`, lines: 1, intact: true, note: null },
    ]);
  });

  it('killed before the first line has a head alone, and nothing is lost', async () => {
    const { path, head, file, verify } = await logOf(1);
    writeFileSync(head, JSON.stringify({ lines: 0, hash: lineHash(file), pending: null }));
    rmSync(path);
    expect(await verify()).toMatchObject([{ intact: true, note: 'nothing was written to it' }]);
  });

  it('is told and passed over when it is on, and ends the work when it is required', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'audit'), 'a file where the folder should be');
    const on = trailIn(home, 'on');
    await on.trail.record(cliCaller, ended(1));
    expect(on.logger.lines).toEqual([expect.stringContaining('the audit log cannot be written')]);
    const required = trailIn(home, 'required');
    await expect(required.trail.record(cliCaller, ended(1))).rejects.toMatchObject({
      code: 'audit_failed',
      hint: expect.stringContaining('ROLLCALL_HOME'),
    });
  });

  it('goes on in a new file where the old one was removed meanwhile, which is found', async () => {
    const home = temporaryFolder();
    const { trail } = trailIn(home, 'required');
    await trail.record(cliCaller, ended(1));
    const [first = ''] = readdirSync(join(home, 'audit')).filter((name) => name.endsWith('.jsonl'));
    rmSync(join(home, 'audit', first));
    await trail.record(cliCaller, ended(2));
    expect(await auditArchive(home).entries()).toMatchObject([{ event: ended(2) }]);
    expect((await auditArchive(home).verify()).map(({ file, intact }) => [file === first, intact])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('goes on in a file of its own once it can be written again', async () => {
    const home = temporaryFolder();
    const { trail } = trailIn(home, 'required');
    await trail.record(cliCaller, ended(1));
    rmSync(join(home, 'audit', 'heads'), { recursive: true });
    await expect(trail.record(cliCaller, ended(2))).rejects.toMatchObject({ code: 'audit_failed' });
    mkdirSync(join(home, 'audit', 'heads'));
    chmodSync(join(home, 'audit', 'heads'), 0o700);
    await trail.record(cliCaller, ended(3));
    const reports = await auditArchive(home).verify();
    expect(reports.map(({ intact }) => intact).sort()).toEqual([false, true]);
    const kept = await auditArchive(home).entries();
    expect(kept.map(({ event }) => event)).toEqual([ended(1), ended(3)]);
  });
});
