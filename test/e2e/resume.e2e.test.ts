import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { documentOf, rollcall, startRollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a killed run is gone on with, and what it answered is used again by the next one', async () => {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 4, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const command = ['show version', 'ping 10.0.0.1 count 3'];
  const killed = startRollcall(home, ['run', 'all', ...command, '--jsonl', '-i', inventory]);
  // Every router has answered the first command and has begun to ping.
  await killed.said('stdout', /(?:[\s\S]*"command_index":1,"stream"){4}/);
  killed.child.kill('SIGKILL');
  await killed.ended;
  const [runId = ''] = readdirSync(join(home, 'state', 'runs'));
  const before = fleet.events.total().execs;
  const resumed = documentOf(await rollcall(home, ['run', '--resume', runId, '--json', '-i', inventory]));
  expect(fleet.events.total().execs).toBe(before + 4);
  expect(resumed).toMatchObject({ state: 'finished', command, summary: { total: 8, succeeded: 8 } });
  expect(resumed.results?.map(({ reused }) => reused?.run_id ?? null)).toEqual(
    Array.from({ length: 4 }, () => [runId, null]).flat(),
  );
  const shown = documentOf(await rollcall(home, ['show', resumed.run_id, '--json']));
  expect(shown).toEqual(resumed);
  const again = await rollcall(home, ['run', 'all', ...command, '--max-age', '10m', '-i', inventory]);
  expect(again.status).toBe(0);
  expect(again.stdout).toMatch(/reused, up to \d+ (?:s|min) old/);
  expect(fleet.events.total().execs).toBe(before + 4);
});
