import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentOf, rollcall, startRollcall } from '../support/built-command.ts';
import { fleetOf } from '../support/simulated-fleet.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function fleetIn(home: string): Promise<string> {
  const inventory = join(home, 'devices.yaml');
  await fleetOf({ inventoryOut: inventory });
  return inventory;
}

describe('run --on-finish', () => {
  it('tells a shell line of the run; what that prints is not part of the result', async () => {
    const home = temporaryFolder();
    const line = 'echo "$ROLLCALL_STATE $ROLLCALL_SUCCEEDED $ROLLCALL_FAILED $(cat)"; exit 9';
    const args = ['run', 'all', 'show version', '--json', '-i', await fleetIn(home), '--on-finish', line];
    const ended = await rollcall(home, args);
    const { run_id } = documentOf(ended);
    expect(ended.status).toBe(0);
    expect(ended.stderr).toMatch(/^finished 1 0 \{.*\}\nrollcall: --on-finish: it ended with status 9\n$/);
    expect(ended.stderr).toContain(`"run_id":"${run_id}"`);
  });

  it('runs for a run in the background too, where nobody reads what it prints', async () => {
    const home = temporaryFolder();
    const file = join(home, 'told');
    const line = `echo "to nobody"; echo "$ROLLCALL_STATE" > ${file}.new && mv ${file}.new ${file}`;
    const args = ['run', 'all', 'show version', '--background', '-i', await fleetIn(home), '--on-finish', line];
    expect((await rollcall(home, args)).status).toBe(0);
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8'), { timeout: 20_000 }).toBe('finished\n');
  });

  it('leaves nothing behind when rollcall is ended at once', async () => {
    const home = temporaryFolder();
    const pidFile = join(home, 'pid');
    const line = `trap '' TERM; sleep 300 & echo $! > ${pidFile}; wait; sleep 300`;
    const args = ['run', 'all', 'show version', '-i', await fleetIn(home), '--on-finish', line];
    const { child, ended } = startRollcall(home, args);
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8'), { timeout: 20_000 }).toMatch(/\n/);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await ended).status).toBe(130);
    const status = `/proc/${readFileSync(pidFile, 'utf8').trim()}/status`;
    const isGone = (): boolean => !existsSync(status) || /^State:\s+Z/m.test(readFileSync(status, 'utf8'));
    await expect.poll(isGone).toBe(true);
  });
});
