import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { builtMain, documentOf, ownEnvironment, rollcall, startRollcall } from '../support/built-command.ts';
import { connectStdio } from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const slow = 'ping 10.0.0.1 count 60';

async function fleetAndHome(count: number) {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const execs = (wanted: number): Promise<void> =>
    new Promise((resolve) => {
      fleet.events.on('exec', () => {
        if (fleet.events.total().execs === wanted) resolve();
      });
    });
  return { home, inventory, fleet, execs };
}

const slowRun = (home: string, inventory: string, ...args: string[]) =>
  startRollcall(home, ['run', 'all', slow, '--json', '-i', inventory, ...args]);

const onlyRun = (home: string): string => readdirSync(join(home, 'state', 'runs')).join();

describe('history', () => {
  it('reads the run of a killed process as interrupted: a result for every router, what had come is kept', async () => {
    const { home, inventory, execs } = await fleetAndHome(3);
    const running = execs(2);
    const { child, ended } = slowRun(home, inventory, '--max-parallel', '2');
    await running;
    const runFolder = onlyRun(home);
    const log = join(home, 'state', 'runs', runFolder, 'events.jsonl');
    await expect.poll(() => readFileSync(log, 'utf8').match(/PING/g)?.length, { timeout: 10_000 }).toBe(2);
    child.kill('SIGKILL');
    await ended;
    const document = documentOf(await rollcall(home, ['show', runFolder, '--json']));
    expect(document.state).toBe('interrupted');
    expect(document.summary.by_outcome).toEqual({ cancelled: 2, skipped: 1 });
    expect(document.results?.map(({ output }) => output?.includes('PING'))).toEqual([true, true, undefined]);
    expect((await rollcall(home, ['runs'])).stdout).toContain('interrupted');
  });

  it('is the same read back as it was returned', async () => {
    const { home, inventory } = await fleetAndHome(4);
    const command = ['show version', 'show bogus', 'show interfaces terse'];
    const returned = await rollcall(home, ['run', 'all,nobody', ...command, '--json', '-i', inventory]);
    expect(returned.status).toBe(4);
    const readBack = await rollcall(home, ['show', onlyRun(home), '--json']);
    expect(documentOf(readBack)).toEqual(documentOf(returned));
  });

  it('carries a cancel from another process to the routers within a second of it', async () => {
    const { home, inventory, fleet, execs } = await fleetAndHome(2);
    const running = execs(2);
    const { ended } = slowRun(home, inventory);
    await running;
    const cancel = await rollcall(home, ['cancel', onlyRun(home)]);
    expect(cancel.status).toBe(0);
    const { status, stdout } = await ended;
    expect(status).toBe(130);
    expect(fleet.events.total().openChannels).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'cancelled', summary: { by_outcome: { cancelled: 2 } } });
  });

  it('keeps the runs of two servers on one folder apart', async () => {
    const { home, inventory } = await fleetAndHome(5);
    const server = () =>
      connectStdio({
        command: process.execPath,
        args: [builtMain, 'serve', '--inventory', inventory],
        env: ownEnvironment(home),
      });
    const [one, two] = await Promise.all([server(), server()]);
    onTestFinished(async () => {
      await Promise.all([one.close(), two.close()]);
    });
    const calls = Array.from({ length: 10 }, (_, index) =>
      (index % 2 === 0 ? one : two).callTool('execute_command_batch', { devices: 'all', command: 'show version' }),
    );
    const returned = (await Promise.all(calls)).map(({ structuredContent }) => structuredContent);
    expect(returned.map((document) => document?.summary)).toEqual(
      returned.map(() => expect.objectContaining({ total: 5, succeeded: 5 })),
    );
    for (const document of returned) {
      const runId = String(document?.run_id);
      const readBack = await two.callTool('get_run', { run_id: runId });
      expect(readBack.structuredContent).toEqual(document);
    }
  });
});
