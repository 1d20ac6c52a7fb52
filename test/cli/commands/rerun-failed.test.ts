import { describe, expect, it } from 'vitest';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import type { FakeRun } from '../../support/fake-run.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = ['r1', 'r2', 'r3', 'r4'].map((name) => sampleDevice(name));

function onRun(run: FakeRun): void {
  for (const { device, command } of run.view.rows()) {
    run.start(device, command.index);
    if (device === 'r1' || device === 'r4') run.answer(device, 'x\n', command.index);
    else if (device === 'r3') run.fail(device, command.index === 0 ? 'connection_lost' : 'skipped', command.index);
    else if (command.index === 1) run.fail(device, 'rejected', command.index);
    else run.answer(device, 'x\n', command.index);
  }
  run.finish();
}

async function afterOneRun(): Promise<FakeCli> {
  const cli = new FakeCli({ devices, onRun });
  await cli.run('run', 'all', 'show version', 'show route');
  cli.stderr.writes.length = 0;
  return cli;
}

describe('--rerun-failed', () => {
  it('runs the same commands on the devices on which one of them did not succeed', async () => {
    const cli = await afterOneRun();
    await cli.run('run', '--rerun-failed', 'RUN1', '--timeout', '9s');
    expect(cli.rollcall.requests[1]).toEqual({
      devices: 'r[2-3]',
      command: ['show version', 'show route'],
      timeout_s: 9,
    });
    expect(cli.leftovers).toBe(0);
  });

  it('asks for the same form, unless another one is wanted', async () => {
    const cli = new FakeCli({ devices, onRun });
    await cli.rollcall.startRun({ devices: 'r2', command: ['show version', 'show route'], format: 'json' });
    await cli.run('run', '--rerun-failed', 'RUN1', '--csv');
    await cli.run('run', '--rerun-failed', 'RUN1', '--format', 'text');
    expect(cli.rollcall.requests.map(({ format }) => format)).toEqual(['json', 'json', 'text']);
  });

  it('keeps the labels of the commands', async () => {
    const cli = new FakeCli({ devices, onRun });
    await cli.rollcall.startRun({
      devices: 'r2',
      command: ['show version', { label: 'routes', command: 'show route' }],
    });
    await cli.run('run', '--rerun-failed', 'RUN1');
    expect(cli.rollcall.requests[1]?.command).toEqual(['show version', { label: 'routes', command: 'show route' }]);
  });

  it('of a run in which all succeeded runs nothing and ends well', async () => {
    const cli = new FakeCli({ devices: [sampleDevice('r1')], onRun });
    await cli.run('run', 'all', 'show version');
    cli.stdout.writes.length = 0;
    expect(await cli.run('run', '--rerun-failed', 'RUN1')).toBe(0);
    expect(cli.rollcall.requests).toHaveLength(1);
    expect(cli.stdout.text).toBe('');
    expect(cli.stderr.text).toContain('run RUN1 succeeded on every device: nothing to run again');
  });

  it('refuses a run that goes on', async () => {
    const cli = new FakeCli({ devices });
    await cli.rollcall.startRun({ devices: 'all', command: 'show version' });
    expect(await cli.run('run', '--rerun-failed', 'RUN1')).toBe(2);
    expect(cli.stderr.text).toContain('run RUN1 is still going on\n  hint: wait for it, or end it first');
    expect(cli.rollcall.requests).toHaveLength(1);
  });

  it.each([['all'], ['all', 'show version']])('goes with no selector and no commands: %s', async (...args) => {
    const cli = await afterOneRun();
    expect(await cli.run('run', ...args, '--rerun-failed', 'RUN1')).toBe(2);
    expect(cli.stderr.text).toMatch(
      /^rollcall: --rerun-failed takes its devices and commands from that run\n {2}hint: /,
    );
    expect(cli.rollcall.requests).toHaveLength(1);
  });

  it.each([
    ['selector', []],
    ['command', ['all']],
  ])('is the only way to go without a %s', async (missing, args) => {
    const cli = new FakeCli({ devices, onRun });
    expect(await cli.run('run', ...args)).toBe(2);
    expect(cli.stderr.text).toMatch(new RegExp(`^rollcall: missing required argument '${missing}'\n  hint: `));
    expect(cli.opened).toEqual([]);
  });
});

describe('--resume', () => {
  it('goes on with the whole run: the same devices, commands, labels and form', async () => {
    const cli = new FakeCli({ devices, onRun });
    const command = ['show version', { label: 'routes', command: 'show route' }];
    await cli.rollcall.startRun({ devices: 'all', command, format: 'json' });
    await cli.run('run', '--resume', 'RUN1', '--max-age', '10m');
    expect(cli.rollcall.requests[1]).toEqual({ devices: 'r[1-4]', command, format: 'json', max_age_s: 600 });
    expect(cli.rollcall.resumes).toEqual([undefined, 'RUN1']);
    expect(cli.leftovers).toBe(0);
  });

  it.each([
    ['all', '--resume'],
    ['--rerun-failed', 'RUN1', '--resume'],
    ['--format', 'text', '--resume'],
  ])('does not go with %s', async (...args) => {
    const cli = await afterOneRun();
    expect(await cli.run('run', ...args, 'RUN1')).toBe(2);
    expect(cli.rollcall.requests).toHaveLength(1);
  });
});
