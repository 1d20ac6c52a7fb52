import { beforeEach, describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { runDocumentSchema } from '../../../src/model/run-document.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = ['r1', 'r2'].map((name) => sampleDevice(name));
let cli: FakeCli;

beforeEach(async () => {
  cli = new FakeCli({ devices });
  const run = await cli.rollcall.startRun({ devices: 'all', command: ['show version', 'show route'] });
  run.start('r1');
  run.answer('r1', 'Junos: 22.4R3', 0);
  run.start('r1', 1);
  run.answer('r1', 'inet.0\n', 1);
  run.fail('r2', 'unreachable', 0);
  run.fail('r2', 'unreachable', 1);
  run.finish();
});

describe('runs', () => {
  it('lists them', async () => {
    expect(await cli.run('runs')).toBe(0);
    expect(cli.stdout.text).toContain('RUN1');
    expect(cli.rollcall.listQueries).toEqual([{ limit: 20 }]);
    expect(cli.leftovers).toBe(0);
  });

  it('says on stderr how far it has searched', async () => {
    cli.rollcall.newestSearched = 1_000;
    expect(await cli.run('runs', '--device', 'r1', '--json')).toBe(0);
    expect(JSON.parse(cli.stdout.text)).toHaveLength(1);
    expect(cli.stderr.text).toBe('only the newest 1000 runs were searched\n');
  });

  it('--json prints one array and nothing else', async () => {
    await cli.run('runs', '--json');
    expect(JSON.parse(cli.stdout.text)).toEqual([
      {
        run_id: 'RUN1',
        state: 'finished',
        start_time: '2026-01-01T00:00:00.000Z',
        command: ['show version', 'show route'],
        devices: 'r[1-2]',
        device_count: 2,
      },
    ]);
  });

  it.each([
    [['--since', '2h'], { limit: 20, since: '2025-12-31T22:00:00.000Z' }],
    [['--since', '2025-11-20T08:00:00+01:00'], { limit: 20, since: '2025-11-20T07:00:00.000Z' }],
    [['--limit', '3', '--device', 'r1', '--command', 'route'], { limit: 3, device: 'r1', command: 'route' }],
  ])('%j', async (args, query) => {
    expect(await cli.run('runs', ...args)).toBe(0);
    expect(cli.rollcall.listQueries).toEqual([query]);
  });

  it.each([[['--since', 'yesterday']], [['--since', '2025-99-99']], [['--limit', '0']], [['--limit', 'x']]])(
    '%j exits 2',
    async (args) => {
      expect(await cli.run('runs', ...args)).toBe(2);
      expect(cli.stderr.text).toMatch(/^rollcall: --.*\n {2}hint: /);
    },
  );
});

describe('show', () => {
  it('prints the run again, as text and as its document', async () => {
    expect(await cli.run('show', 'RUN1')).toBe(0);
    expect(cli.stdout.text).toContain('Junos: 22.4R3');
    cli.stdout.writes.length = 0;
    expect(await cli.run('show', 'RUN1', '--json')).toBe(0);
    expect(runDocumentSchema.parse(JSON.parse(cli.stdout.text)).results).toHaveLength(4);
    expect(cli.leftovers).toBe(0);
  });

  it('names the group that the devices of an answer are, where there is an inventory', async () => {
    const grouped = new FakeCli({ devices, groups: new Map([['core', ['r1', 'r2']]]) });
    const run = await grouped.rollcall.startRun({ devices: 'all', command: 'show version' });
    for (const device of ['r1', 'r2']) {
      run.start(device);
      run.answer(device, 'Junos: 22.4R3\n');
    }
    run.finish();
    expect(await grouped.run('show', 'RUN1')).toBe(0);
    expect(grouped.stdout.text).toContain('@core');
    grouped.stdout.writes.length = 0;
    grouped.rollcall.listDevices = async () => {
      throw new RollcallError('bad_inventory', 'no inventory', { hint: 'write one' });
    };
    expect(await grouped.run('show', 'RUN1')).toBe(0);
    expect(grouped.stdout.text).toContain('r[1-2] (2)');
    expect(grouped.stdout.text).not.toContain('@core');
  });

  it('--no-mask compares every byte', async () => {
    cli.masker = () => ({ text: 'same', masks: ['version'] });
    const document = async (...flags: string[]) => {
      cli.stdout.writes.length = 0;
      await cli.run('show', 'RUN1', '--json', ...flags);
      return runDocumentSchema.parse(JSON.parse(cli.stdout.text));
    };
    expect((await document()).masked).toEqual(['version']);
    expect((await document('--no-mask')).masked).toEqual([]);
  });

  it('--view diff says whose lines differ, then what failed', async () => {
    await cli.run('show', 'RUN1', '--view', 'diff');
    expect(cli.stdout.text).toMatch(/^r1 \(1\): the common answer to show version\n[\s\S]*succeeded/);
    expect(cli.stdout.text).not.toContain('Junos: 22.4R3');
  });

  it('one answer comes as it was, byte for byte', async () => {
    expect(await cli.run('show', 'RUN1', '--device', 'r1', '--command', 'show version')).toBe(0);
    expect(cli.stdout.text).toBe('Junos: 22.4R3');
  });

  it('several answers of a device each under its command', async () => {
    await cli.run('show', 'RUN1', '--device', 'r1');
    expect(cli.stdout.text).toBe('# show version\nJunos: 22.4R3\n# show route\ninet.0\n');
  });

  it('on a terminal, without what could move its cursor', async () => {
    const run = await cli.rollcall.startRun({ devices: 'r1', command: 'show log' });
    run.start('r1');
    run.answer('r1', 'a\u001b[2Jb\n');
    await cli.run('show', 'RUN2', '--device', 'r1');
    expect(cli.stdout.text).toBe('a\u001b[2Jb\n');
    cli.stdout.isTerminal = true;
    cli.stdout.writes.length = 0;
    await cli.run('show', 'RUN2', '--device', 'r1');
    expect(cli.stdout.text).not.toContain('\u001b');
  });

  it('a failed one is told on stderr', async () => {
    await cli.run('show', 'RUN1', '--device', 'r2', '--command', 'show route');
    expect(cli.stdout.text).toBe('');
    expect(cli.stderr.text).toBe('rollcall: it was unreachable\n  hint: hint for unreachable\n');
  });

  it('of two equal commands it wants to know which', async () => {
    const run = await cli.rollcall.startRun({ devices: 'r1', command: ['show clock', 'show clock'] });
    run.start('r1');
    run.answer('r1', 'first\n', 0);
    run.start('r1', 1);
    run.answer('r1', 'second\n', 1);
    expect(await cli.run('show', 'RUN2', '--device', 'r1', '--command', 'show clock')).toBe(2);
    expect(cli.stdout.text).toBe('');
    expect(cli.stderr.text).toBe(
      'rollcall: the run has several such commands\n  hint: give "command" as one of: 0 = "show clock", 1 = "show clock"\n',
    );
    expect(await cli.run('show', 'RUN2', '--device', 'r1', '--command', '1')).toBe(0);
    expect(cli.stdout.text).toBe('second\n');
  });

  it('--json narrowed to a device and a command', async () => {
    await cli.run('show', 'RUN1', '--device', 'r1', '--command', 'show route', '--json', '--view', 'per-device');
    const { results, failures } = runDocumentSchema.parse(JSON.parse(cli.stdout.text));
    expect(results).toMatchObject([{ device: 'r1', command: 'show route', output: 'inet.0\n' }]);
    expect(failures).toEqual([]);
  });

  it.each([[['RUN9']], [['RUN1', '--device', 'r9']], [['RUN1', '--command', 'show arp']]])(
    '%j exits 2',
    async (args) => {
      expect(await cli.run('show', ...args)).toBe(2);
      expect(cli.stderr.text).toMatch(/^rollcall: .+\n {2}hint: /);
      expect(cli.stdout.text).toBe('');
    },
  );
});
