import { test } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
test('perf', async () => {
  for (const count of [500, 1000, 5000]) {
    const t = performance.now();
    const fleet = await startFleet({ count, inventoryOut: `/tmp/simtest/p${count}.yaml` });
    const started = performance.now() - t;
    await fleet.close();
    console.log(count, started, performance.now() - t - started, process.memoryUsage().rss / 1e6);
  }
}, 60000);
