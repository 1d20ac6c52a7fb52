import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FleetOptions } from '../../src/sim/fleet.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { first, fleetOf } from '../support/simulated-fleet.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('options', () => {
  test.each<[Partial<FleetOptions>, RegExp]>([
    [{ count: 0 }, /count/],
    [{ count: 1.5 }, /count/],
    [{ count: 10_001 }, /count/],
    [{ variants: 0 }, /variants/],
    [{ routeReflectors: 251 }, /route reflectors/],
    [{ latencyMs: -1 }, /latency/],
    [{ jitterMs: Number.NaN }, /jitter/],
    [{ basePort: 80 }, /base port/],
    [{ basePort: 65_536 }, /base port/],
  ])('%j is out of range', async (options, message) => {
    await expect(startFleet({ count: 1, ...options })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(message),
    });
  });

  test('a base port that is taken is told, and nothing is left listening', async () => {
    const taken = first(await fleetOf()).port;
    const error = await startFleet({ count: 1, basePort: taken }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad_request', message: `port ${taken} of 127.0.0.1 is in use` });
  });

  test('the inventory is private, quotes its paths, and is all that is replaced', async () => {
    const inventoryOut = join(temporaryFolder(), 'devices.yaml');
    await fleetOf({ inventoryOut });
    const fleet = await fleetOf({ count: 8, inventoryOut });
    expect(fleet.inventoryPath).toBe(inventoryOut);
    for (const suffix of ['', '.password', '.known_hosts']) {
      expect(statSync(inventoryOut + suffix).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(`${inventoryOut}.password`, 'utf8')).toBe(`${fleet.password.reveal()}\n`);
    const text = readFileSync(inventoryOut, 'utf8');
    expect(text).not.toContain(fleet.password.reveal());
    const knownHosts = readFileSync(`${inventoryOut}.known_hosts`, 'utf8');
    for (const { name, port, hostKey } of fleet.devices) {
      expect(text).toContain(`  ${name}: { host: 127.0.0.1, port: ${port}, groups: [`);
      expect(knownHosts).toContain(`[127.0.0.1]:${port} ${hostKey}\n`);
    }
  });

  test('an inventory that someone else wrote is left alone', async () => {
    const inventoryOut = join(temporaryFolder(), 'devices.yaml');
    writeFileSync(inventoryOut, 'devices: {}\n');
    await expect(startFleet({ count: 1, inventoryOut })).rejects.toMatchObject({ code: 'bad_request' });
    expect(readFileSync(inventoryOut, 'utf8')).toBe('devices: {}\n');
  });

  test('a folder that is not there is a bad request', async () => {
    const inventoryOut = join(temporaryFolder(), 'missing', 'devices.yaml');
    await expect(startFleet({ count: 1, inventoryOut })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
