import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Prng } from '../../src/sim/prng.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { killedRun, randomMoment } from '../support/killed-run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const devices = 8;

it('a process that is killed loses nothing that it told (npm run test:kill does this fifty times)', async () => {
  const inventory = join(temporaryFolder(), 'devices.yaml');
  const fleet = await startFleet({ count: devices, latencyMs: 2, jitterMs: 8, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const random = new Prng('killed at a random moment');
  for (let round = 0; round < 3; round += 1) {
    const { afterEvents, delayMs } = randomMoment(devices, () => random.next());
    const { told } = await killedRun(temporaryFolder(), inventory, afterEvents, delayMs);
    expect(told).toBeGreaterThanOrEqual(afterEvents);
  }
});
