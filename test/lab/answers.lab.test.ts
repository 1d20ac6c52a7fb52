import { describe, expect, it } from 'vitest';
import { answers, documentOf, rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectBgpSummary, expectRoutes } from './expected-answers.ts';
import { openLab } from './lab.ts';
import { writeLabInventory } from './lab-inventory.ts';

const lab = openLab();
const names = lab.routers.map((router) => `r${router}`);

describe('rollcall run against FRR behind OpenSSH', () => {
  it('gets one answer per router and command, from each router its own', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const ended = await rollcall(home, ['run', 'all', 'show ip route', 'show bgp summary', '--json', '-i', inventory]);
    const document = documentOf(ended);
    expect(ended.status).toBe(0);
    expect(document.state).toBe('finished');
    expect(document.summary).toMatchObject({ total: 20, succeeded: 20, failed: 0, pending: 0, by_outcome: { ok: 20 } });
    expect(document.failures).toEqual([]);
    expect(document.results?.map((result) => [result.device, result.command])).toEqual(
      names.flatMap((name) => [
        [name, 'show ip route'],
        [name, 'show bgp summary'],
      ]),
    );
    const routes = answers(document, 'show ip route');
    const summaries = answers(document, 'show bgp summary');
    for (const router of lab.routers) {
      expectRoutes(routes.get(`r${router}`) ?? '', router, lab.routers.length);
      expectBgpSummary(summaries.get(`r${router}`) ?? '', router, lab.routers.length);
    }
    // The second command went over the connection of the first.
    expect(new Set(document.results?.map((result) => `${result.command}: ${result.connection}`))).toEqual(
      new Set(['show ip route: new', 'show bgp summary: reused']),
    );
  });

  it('reports a command that every router refuses as rejected, with what the router said', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const ended = await rollcall(home, ['run', 'all', 'show verson', '--json', '-i', inventory]);
    const document = documentOf(ended);
    expect(ended.status).toBe(5);
    expect(document.summary).toMatchObject({ total: 10, succeeded: 0, failed: 10, by_outcome: { rejected: 10 } });
    for (const result of document.results ?? []) {
      expect(result).toMatchObject({ status: 'failed', outcome: 'rejected', exit_status: 1 });
    }
    expect(document.failures).toEqual([
      expect.objectContaining({ outcome: 'rejected', devices: 'r[1-10]', count: 10 }),
    ]);
    expect(JSON.stringify(document)).toContain('% Unknown command: show verson');
  });

  it('goes on after a rejected command', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const ended = await rollcall(home, [
      'run',
      'r[2-3]',
      'show verson',
      'show version',
      '--json',
      '--no-mask',
      '-i',
      inventory,
    ]);
    const document = documentOf(ended);
    expect(ended.status).toBe(4);
    expect(document.results?.map((result) => result.outcome)).toEqual(['rejected', 'ok', 'rejected', 'ok']);
    expect(answers(document, 'show version').get('r3')).toMatch(/^FRRouting .*\(r3\)/);
  });

  it('sends nothing that the guard refuses', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const before = lab.sshLog(1);
    const ended = await rollcall(home, ['run', 'r1', 'configure terminal', '--json', '-i', inventory]);
    expect(ended.status).toBe(3);
    expect(documentOf(ended).results).toEqual([expect.objectContaining({ device: 'r1', outcome: 'denied' })]);
    expect(lab.sshLog(1)).toBe(before);
  });

  it('keeps what came of a command that took too long, and ends it on the router', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const ended = await rollcall(home, ['run', 'r4', 'show lab-clock', '--timeout', '1s', '--json', '-i', inventory]);
    expect(ended.status).toBe(5);
    const document = documentOf(ended);
    expect(document.results).toEqual([expect.objectContaining({ device: 'r4', outcome: 'command_timeout' })]);
    expect(JSON.stringify(document)).toContain('lab clock 1');
    await expect.poll(() => lab.processes(4), { timeout: 2_000 }).toEqual([]);
  });

  it('reads a run back from history as it was returned', async () => {
    const home = temporaryFolder();
    const inventory = writeLabInventory(lab, home);
    const document = documentOf(await rollcall(home, ['run', 'all', 'show bgp summary', '--json', '-i', inventory]));
    const again = await rollcall(home, ['show', document.run_id, '--json']);
    expect(documentOf(again)).toEqual(document);
  });
});
