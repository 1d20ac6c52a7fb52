import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { type Killed, killedRun, randomMoment } from '../support/killed-run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const rounds = 50;
const devices = 8;
const atOnce = 4;

it(`${rounds} processes killed at random moments lose nothing that they told`, async () => {
  const inventory = join(temporaryFolder(), 'devices.yaml');
  const fleet = await startFleet({ count: devices, latencyMs: 2, jitterMs: 8, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const ends: Killed[] = [];
  const moments = Array.from({ length: rounds }, () => randomMoment(devices, Math.random));
  const work = async (): Promise<void> => {
    for (let moment = moments.pop(); moment !== undefined; moment = moments.pop()) {
      try {
        ends.push(await killedRun(temporaryFolder(), inventory, moment.afterEvents, moment.delayMs));
      } catch (thrown) {
        throw new Error(`killed ${JSON.stringify(moment)}`, { cause: thrown });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  expect(ends).toHaveLength(rounds);
  const count = (state: Killed['state']): number => ends.filter((each) => each.state === state).length;
  const told = ends.reduce((sum, end) => sum + end.told, 0);
  process.stdout.write(
    `${rounds} kills: ${count('interrupted')} runs interrupted, ${count('finished')} had finished, ${count('none')} had not begun; ${told} events told, none lost\n`,
  );
  // Else the moments were none.
  expect(count('interrupted')).toBeGreaterThan(rounds / 2);
});
