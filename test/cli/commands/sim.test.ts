import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { bytes } from '../../support/fake-output.ts';

describe('sim', () => {
  it('prints the path of the inventory on stdout and runs until Ctrl-C', async () => {
    const cli = new FakeCli();
    const ended = cli.run('sim', '--count', '500', '--inventory-out', 'fleet.yaml');
    await cli.until(() => cli.stdout.text !== '');
    expect(cli.stdout.text).toBe('fleet.yaml\n');
    expect(cli.fleetsOpen).toBe(1);
    cli.interrupt();
    expect(await ended).toBe(0);
    expect(cli.leftovers).toBe(0);
    expect(cli.removed).toEqual([]);
  });

  it('hands every flag to the fleet', async () => {
    const cli = new FakeCli();
    const flags = ['--latency', '20ms', '--jitter', '0', '--variants', '5', '--seed', 'x', '--base-port', '20000'];
    const ended = cli.run(
      'sim',
      ...flags,
      '--fault',
      'refuse=5',
      '--fault',
      'auth-fail=5',
      '--inventory-out',
      'f.yaml',
    );
    await cli.until(() => cli.stdout.text !== '');
    cli.interrupt();
    await ended;
    expect(cli.fleets).toEqual([
      {
        count: 24,
        latencyMs: 20,
        jitterMs: 0,
        variants: 5,
        seed: 'x',
        basePort: 20_000,
        faults: ['refuse=5', 'auth-fail=5'],
        inventoryOut: 'f.yaml',
      },
    ]);
  });

  it('without a file keeps the inventory in a temporary folder, which it takes away', async () => {
    const cli = new FakeCli();
    const ended = cli.run('sim');
    await cli.until(() => cli.stdout.text !== '');
    expect(cli.stdout.text).toBe('/tmp/rollcall-fake/devices.yaml\n');
    cli.interrupt();
    await ended;
    expect(cli.removed).toEqual(['/tmp/rollcall-fake']);
  });

  it('as a child ends with its standard input', async () => {
    const cli = new FakeCli();
    cli.stdin = bytes();
    expect(await cli.run('sim', '--end-with-stdin')).toBe(0);
    expect(cli.leftovers).toBe(0);
  });

  it('a fleet that does not start leaves nothing', async () => {
    const cli = new FakeCli();
    cli.startFleet = () =>
      Promise.reject(new RollcallError('bad_request', 'unknown fault "x"', { hint: 'known: refuse' }));
    expect(await cli.run('sim', '--fault', 'x=1')).toBe(2);
    expect(cli.removed).toEqual(['/tmp/rollcall-fake']);
    expect(cli.leftovers).toBe(0);
  });

  it.each([
    ['--count', '0'],
    ['--count', '-3'],
    ['--latency', 'fast'],
    ['--variants', '1e3'],
    ['--base-port', '80'],
  ])('%s %s exits 2', async (flag, value) => {
    const cli = new FakeCli();
    expect(await cli.run('sim', `${flag}=${value}`)).toBe(2);
    expect(cli.stderr.text).toMatch(new RegExp(`^rollcall: ${flag}.*\\n {2}hint: `));
    expect(cli.fleets).toEqual([]);
  });
});
