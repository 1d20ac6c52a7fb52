import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { snapshotCheckDocumentSchema } from '../../src/model/snapshot-check-document.ts';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { rollcall } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const checks = `- show version
- command: show bgp summary
  label: bgp
  checks:
    - not_smaller: { pattern: Establ }
    - delta: { pattern: 'Peers: (\\d+)', percent: 0 }
    - in_range: { pattern: 'Groups: (\\d+)', min: 1, max: 100 }
- command: show bogus
`;

describe('snapshot and check-snapshot', () => {
  it('tell what holds of a fleet and what does not once its answers are others', async () => {
    const home = temporaryFolder();
    const [inventory, file] = [join(home, 'devices.yaml'), join(home, 'checks.yaml')];
    writeFileSync(file, checks);
    const before = await startFleet({ count: 6, seed: 'before', variants: 3, inventoryOut: inventory });
    onTestFinished(() => before.close());
    const taken = await rollcall(home, ['snapshot', 'pre', 'all', file, '-i', inventory]);
    expect(taken.status, taken.stderr).toBe(4);
    expect(taken.stdout).toMatch(/^snapshot pre: 12 of 18 answers kept \(run \w{26}\)\n$/);
    expect(taken.stderr).toMatch(/warning: .*: rejected: .*; there will be nothing to check against/);
    expect(statSync(join(home, 'state', 'snapshots', 'pre.json')).mode & 0o777).toBe(0o600);

    const same = await rollcall(home, ['check-snapshot', 'pre', '-i', inventory, '--json']);
    const document = snapshotCheckDocumentSchema.parse(JSON.parse(same.stdout));
    expect(document.summary, same.stdout).toEqual({ total: 30, holds: 24, fails: 0, unchecked: 6 });
    expect(same.status).toBe(4);

    // Some of its routers have names of the first fleet, and run other software.
    const other = join(home, 'other.yaml');
    const after = await startFleet({ count: 7, seed: 'after', variants: 3, inventoryOut: other });
    onTestFinished(() => after.close());
    const changed = await rollcall(home, ['check-snapshot', 'pre', '-i', other]);
    expect(changed.status).toBe(4);
    expect(changed.stdout).toMatch(/^FAILS \S+ \(\d+\): show version: no diff: lines: \d+ gone, \d+ new\n-.*\n/);
    expect(changed.stdout).toMatch(/^UNCHECKED \S+ \(\d+\): show version: no diff: not in the snapshot$/m);
    expect(changed.stdout).toMatch(/^UNCHECKED \S+ \(\d+\): show version: no diff: not selected any more$/m);

    const list = await rollcall(home, ['snapshots']);
    expect(list.stdout).toMatch(/pre +\S+Z +\w{26} +all +show version ; show bgp summary ; show bogus\n$/);
    expect((await rollcall(home, ['runs', '--json', '-i', inventory])).stdout.match(/run_id/g)).toHaveLength(3);
  });
});
