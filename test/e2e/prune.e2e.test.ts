import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { ended, started } from '../result/run-events.ts';
import { documentOf, rollcall, serveHttp } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const dayMs = 86_400_000;

/** The folder of a run of long ago. */
function oldRun(home: string, daysAgo: number): string {
  const begun = Date.now() - daysAgo * dayMs;
  const folder = join(home, 'state', 'runs', ulid(begun));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'events.jsonl'), `${JSON.stringify(started(['r1']))}\n${JSON.stringify(ended())}\n`);
  utimesSync(join(folder, 'events.jsonl'), begun / 1_000, begun / 1_000);
  return folder;
}

async function fleetIn(home: string): Promise<string> {
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 2, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  return inventory;
}

describe('pruning', () => {
  it('goes by the settings after a run, and leaves the run itself, young ones and those of snapshots', async () => {
    const home = temporaryFolder();
    const inventory = await fleetIn(home);
    const [old, young] = [oldRun(home, 40), oldRun(home, 20)];
    const commands = join(home, 'commands.txt');
    writeFileSync(commands, 'show version\n');
    expect((await rollcall(home, ['snapshot', 'pre', 'all', commands, '-i', inventory])).status).toBe(0);
    expect(existsSync(old)).toBe(true);
    const env = { ROLLCALL_HISTORY_DAYS: '30' };
    const { run_id } = documentOf(
      await rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory], { env }),
    );
    expect([old, young].map((folder) => existsSync(folder))).toEqual([false, true]);
    expect(readdirSync(join(home, 'state', 'runs'))).toContain(run_id);
    expect(readdirSync(join(home, 'state', 'runs'))).toHaveLength(3);
    const all = await rollcall(home, ['prune', '--max-size', '0']);
    expect(all.stdout).toMatch(/^removed 1 of 3 runs, .*; 1 stay for snapshots; 1 stay because they go on or/);
    expect((await rollcall(home, ['check-snapshot', 'pre', '-i', inventory])).status).toBe(0);
  });

  it('goes by the settings when a server starts', async () => {
    const home = temporaryFolder();
    const inventory = await fleetIn(home);
    const old = oldRun(home, 40);
    writeFileSync(join(home, 'settings.yaml'), 'history_days: 30\n');
    await serveHttp(home, ['-i', inventory, '--settings', join(home, 'settings.yaml')]);
    await expect.poll(() => existsSync(old), { timeout: 10_000 }).toBe(false);
  });
});
