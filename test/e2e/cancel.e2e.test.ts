import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { builtMain, ownEnvironment, serveHttp } from '../support/built-command.ts';
import type { ClientDriver } from '../support/clients/client-driver.d.mts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** One ping a second: sixty seconds on the device unless someone ends it. */
const slow = 'ping 10.0.0.1 count 60';

/** Two simulated routers in this process, where their channels can be watched. */
async function watchedFleet() {
  const folder = temporaryFolder();
  const inventory = join(folder, 'devices.yaml');
  const fleet = await startFleet({ count: 2, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const { events } = fleet;
  const allRunning = new Promise<void>((resolve) => {
    events.on('exec', () => {
      if (events.total().openChannels === 2) resolve();
    });
  });
  const allClosed = new Promise<number>((resolve) => {
    events.on('channel-closed', () => {
      if (events.total().openChannels === 0) resolve(performance.now());
    });
  });
  return { folder, inventory, fleet, allRunning, allClosed };
}

async function cancelled(client: ClientDriver, fleet: Awaited<ReturnType<typeof watchedFleet>>): Promise<number> {
  onTestFinished(() => client.close());
  const abort = new AbortController();
  const call = client.callTool('execute_command_batch', { devices: 'all', command: slow }, { signal: abort.signal });
  const ended = expect(call).rejects.toThrow();
  await fleet.allRunning;
  const cancelledAt = performance.now();
  abort.abort();
  await ended;
  return (await fleet.allClosed) - cancelledAt;
}

describe.each([
  ['2025-11-25 and older', oldEra],
  ['2026-07-28', modern],
])('a cancel by a client of %s', (_era, driver) => {
  it('closes the channels on the devices within a second, over stdio', async () => {
    const fleet = await watchedFleet();
    const client = await driver.connectStdio({
      command: process.execPath,
      args: [builtMain, 'serve', '--inventory', fleet.inventory],
      env: ownEnvironment(fleet.folder),
    });
    expect(await cancelled(client, fleet)).toBeLessThan(1_000);
  });

  it('closes the channels on the devices within a second, over HTTP', async () => {
    const fleet = await watchedFleet();
    const url = await serveHttp(fleet.folder, ['--inventory', fleet.inventory]);
    expect(await cancelled(await driver.connectHttp(url), fleet)).toBeLessThan(1_000);
  });
});
