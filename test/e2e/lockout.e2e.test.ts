import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Fleet } from '../../src/sim/fleet.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { documentOf, rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const count = 300;

async function fleetAndInventory(
  odd: string | null = null,
): Promise<{ fleet: Fleet; home: string; inventory: string }> {
  const home = temporaryFolder();
  const fleet = await startFleet({ count });
  onTestFinished(() => fleet.close());
  const inventory = join(home, 'devices.yaml');
  const rows = fleet.devices.map(({ name, host, port }, index) => {
    const auth = odd !== null && index === 0 ? `, auth: [{ password: { env: ${odd} } }]` : '';
    return `  ${name}: { host: ${host}, port: ${port}${auth} }\n`;
  });
  const defaults = `defaults:\n  username: ${fleet.username}\n  auth: [{ password: { env: SHARED } }]\n`;
  writeFileSync(inventory, `${defaults}devices:\n${rows.join('')}`, { mode: 0o600 });
  return { fleet, home, inventory };
}

const runAll = (home: string, inventory: string, env: Record<string, string>) =>
  rollcall(home, ['run', 'all', 'show version', '--json', '-i', inventory], { env });

describe('a password shared by 300 simulated routers', () => {
  it('wrong: two routers see it, also in a second process and until a person lets it be tried again', async () => {
    const { fleet, home, inventory } = await fleetAndInventory();
    const wrong = { SHARED: 'not the password' };
    const first = documentOf(await runAll(home, inventory, wrong));
    expect(first.summary.by_outcome).toEqual({ auth_failed: 2, skipped: 298 });
    expect(fleet.events.total().authAttempts).toBe(2);
    const skipped = first.results?.filter(({ outcome }) => outcome === 'skipped') ?? [];
    expect(new Set(skipped.map(({ error }) => error?.code))).toEqual(new Set(['credential_refused']));

    const again = await runAll(home, inventory, wrong);
    expect(documentOf(again).summary.by_outcome).toEqual({ skipped: count });
    expect(again.status).toBe(5);
    expect(fleet.events.total().authAttempts).toBe(2);

    // The right one is another credential: the refusal of the wrong one does not stand in its way.
    const right = documentOf(await runAll(home, inventory, { SHARED: fleet.password.reveal() }));
    expect(right.summary.by_outcome).toEqual({ ok: count });
    expect(fleet.events.total().authAttempts).toBe(2 + count);

    const [device] = fleet.devices;
    const args = ['doctor', device?.name ?? '', '--retry-credentials', '-i', inventory];
    const doctor = await rollcall(home, args, { env: wrong });
    expect(doctor.stdout).toMatch(/refused passwords +1 may be tried again/);
    expect(doctor.stdout).toMatch(/auth_failed/);
    expect(fleet.events.total().authAttempts).toBe(3 + count);
  });

  it('wrong, in two processes at the same time: two routers see it', async () => {
    const { fleet, home, inventory } = await fleetAndInventory();
    const wrong = { SHARED: 'not the password' };
    const both = await Promise.all([runAll(home, inventory, wrong), runAll(home, inventory, wrong)]);
    expect(both.map(({ status }) => status)).toEqual([5, 5]);
    expect(fleet.events.total().authAttempts).toBe(2);
  });

  it('right on all but one: 299 ok, 1 auth_failed', async () => {
    const { fleet, home, inventory } = await fleetAndInventory('ODD');
    const env = { SHARED: fleet.password.reveal(), ODD: 'not the password' };
    const ended = await runAll(home, inventory, env);
    expect(documentOf(ended).summary.by_outcome).toEqual({ ok: count - 1, auth_failed: 1 });
    expect(ended.status).toBe(4);
    expect(fleet.events.total().authAttempts).toBe(count);
  });

  it('right, and one router that refuses it: 299 ok, 1 auth_failed', async () => {
    const home = temporaryFolder();
    const inventoryOut = join(home, 'devices.yaml');
    const fleet = await startFleet({ count, inventoryOut, faults: [{ kind: 'auth-fail', percent: 100 / count }] });
    onTestFinished(() => fleet.close());
    expect(fleet.devices.filter(({ fault }) => fault !== null)).toHaveLength(1);
    const ended = await runAll(home, inventoryOut, {});
    expect(documentOf(ended).summary.by_outcome).toEqual({ ok: count - 1, auth_failed: 1 });
    expect(fleet.events.total().authAttempts).toBe(count);
  });
});
