import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { documentOf, rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openLab } from './lab.ts';
import { writeLabInventory } from './lab-inventory.ts';

const lab = openLab();

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

describe('logging in to OpenSSH', () => {
  it('works with a password from a file', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home, { auth: [{ password: { file: lab.passwordFile } }] });
    const before = lab.sshLog(5).length;
    const ended = await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory]);
    expect(documentOf(ended).summary).toMatchObject({ total: 10, succeeded: 10 });
    expect(ended.status).toBe(0);
    const log = lab.sshLog(5).slice(before);
    expect(count(log, /Accepted password for/g)).toBe(1);
    expect(count(log, /Failed \w+ for/g)).toBe(0);
  });

  it('works with a key, without a detour', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const before = lab.sshLog(5).length;
    const ended = await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory]);
    expect(documentOf(ended).summary).toMatchObject({ total: 10, succeeded: 10 });
    const log = lab.sshLog(5).slice(before);
    expect(count(log, /Accepted publickey for/g)).toBe(1);
    expect(count(log, /Failed \w+ for/g)).toBe(0);
  });

  it('sends a wrong password exactly once, names the outcome, and leaves the others alone', async () => {
    const home = temporaryFolder();
    const wrong = randomBytes(12).toString('hex');
    const inventory = writeLabInventory(lab, home, {}, { r7: { auth: [{ password: { env: 'LAB_WRONG' } }] } });
    const before = lab.sshLog(7).length;
    const ended = await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory], {
      env: { LAB_WRONG: wrong },
    });
    const document = documentOf(ended);
    expect(ended.status).toBe(4);
    expect(document.summary.by_outcome).toEqual({ ok: 9, auth_failed: 1 });
    expect(document.failures).toEqual([
      expect.objectContaining({ outcome: 'auth_failed', devices: 'r7', phase: 'auth' }),
    ]);
    const log = lab.sshLog(7).slice(before);
    expect(count(log, /Failed password for/g)).toBe(1);
    expect(count(log, /Connection from/g)).toBe(1);
    expect(ended.stdout + ended.stderr).not.toContain(wrong);
  });

  it('sends nothing when the password cannot be read', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home, { auth: [{ password: { env: 'LAB_NO_SUCH_VARIABLE' } }] });
    const before = lab.sshLog(6).length;
    const ended = await rollcall(home, ['run', 'r6', 'show version', '--json', '-i', inventory]);
    expect(ended.status).toBe(5);
    expect(documentOf(ended).results).toEqual([
      expect.objectContaining({
        outcome: 'auth_failed',
        error: expect.objectContaining({
          phase: 'credentials',
          message: expect.stringContaining('LAB_NO_SUCH_VARIABLE'),
        }),
      }),
    ]);
    expect(lab.sshLog(6).slice(before)).not.toMatch(/(Failed|Accepted) \w+ for/);
  });
});
