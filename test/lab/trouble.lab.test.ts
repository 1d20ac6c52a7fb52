import { describe, expect, it, onTestFinished } from 'vitest';
import { documentOf, rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openLab } from './lab.ts';
import { writeLabInventory } from './lab-inventory.ts';

const lab = openLab();

describe('trouble on one router', () => {
  it('is unreachable when its SSH server is gone, and the nine others answer', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    await lab.control('stop-ssh', 8);
    onTestFinished(() => lab.control('start-ssh', 8));
    const ended = await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory]);
    const document = documentOf(ended);
    expect(ended.status).toBe(4);
    expect(document.summary).toMatchObject({ total: 10, by_outcome: { ok: 9, unreachable: 1 } });
    expect(document.results?.filter((result) => result.outcome !== 'ok')).toEqual([
      expect.objectContaining({ device: 'r8', status: 'failed', outcome: 'unreachable' }),
    ]);
    expect(document.failures).toEqual([expect.objectContaining({ devices: 'r8', phase: 'connect' })]);
  });

  it('has its changed host key refused before anything is sent, until `rollcall trust`', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const run = ['run', 'r[8-10]', 'show version', '--json', '-i', inventory];
    expect((await rollcall(home, run)).status).toBe(0);

    await lab.control('new-host-key', 9);
    const before = lab.sshLog(9).length;
    const refused = await rollcall(home, run);
    expect(refused.status).toBe(4);
    const { summary, failures } = documentOf(refused);
    expect(summary.by_outcome).toEqual({ ok: 2, host_key: 1 });
    expect(failures).toEqual([
      expect.objectContaining({ outcome: 'host_key', devices: 'r9', hint: expect.stringContaining('rollcall trust') }),
    ]);
    expect(lab.sshLog(9).slice(before)).not.toMatch(/(Failed|Accepted|Postponed) \w+ for/);

    const trusted = await rollcall(home, ['trust', 'r9', '-i', inventory]);
    expect(trusted.status).toBe(0);
    expect(trusted.stdout).toMatch(/r9.*SHA256:/s);
    expect(documentOf(await rollcall(home, run)).summary).toMatchObject({ total: 3, succeeded: 3 });
  });

  it('is refused under `strict` while its host key is unknown', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home, {}, { r2: { host_keys: 'strict' } });
    const run = ['run', 'r[1-3]', 'show version', '--json', '-i', inventory];
    const ended = await rollcall(home, run);
    expect(ended.status).toBe(4);
    expect(documentOf(ended).results?.map((result) => result.outcome)).toEqual(['ok', 'host_key', 'ok']);
    expect((await rollcall(home, ['trust', 'r2', '-i', inventory])).status).toBe(0);
    expect((await rollcall(home, run)).status).toBe(0);
  });

  it('does not keep the rest of a selector: unknown names are results', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const ended = await rollcall(home, ['run', 'r[9-11]', 'show version', '--json', '-i', inventory]);
    expect(ended.status).toBe(4);
    expect(documentOf(ended).results?.map((result) => [result.device, result.outcome])).toEqual([
      ['r9', 'ok'],
      ['r10', 'ok'],
      ['r11', 'unknown_device'],
    ]);
  });
});
