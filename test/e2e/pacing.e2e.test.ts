import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { documentOf, rollcall, serveHttp } from '../support/built-command.ts';
import { connectHttp } from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a server lets a device rest after five refused connections, and says so', async () => {
  const home = temporaryFolder();
  const inventoryOut = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 1, inventoryOut, faults: [{ kind: 'refuse', percent: 100 }] });
  onTestFinished(() => fleet.close());
  const client = await connectHttp(await serveHttp(home, ['--inventory', inventoryOut]));
  onTestFinished(() => client.close());
  const codes: string[] = [];
  for (let run = 0; run < 6; run += 1) {
    const answer = await client.callTool('execute_command_batch', {
      devices: 'all',
      command: ['show version', 'show system uptime'],
      view: 'per_device',
    });
    codes.push(JSON.stringify(answer.structuredContent).includes('"outcome":"skipped"') ? 'skipped' : 'dialled');
    if (run === 5) expect(JSON.stringify(answer)).toContain('connections in a row failed');
  }
  expect(codes).toEqual([...Array(5).fill('dialled'), 'skipped']);
});

it('logins_per_s spaces the logins of one run out', async () => {
  const home = temporaryFolder();
  const inventoryOut = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 11, inventoryOut });
  onTestFinished(() => fleet.close());
  const env = { ROLLCALL_LOGINS_PER_S: '10' };
  const ended = await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventoryOut], { env });
  const { summary } = documentOf(ended);
  expect(summary.by_outcome).toEqual({ ok: 11 });
  expect(summary.total_duration).toBeGreaterThanOrEqual(1);
});
