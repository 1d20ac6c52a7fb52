import { describe, expect, it } from 'vitest';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = [sampleDevice('r1')];

describe('run --background', () => {
  it('starts the same command line in another process, prints the run id and comes back', async () => {
    const cli = new FakeCli({ devices });
    cli.detachedStart = { firstLine: '01ID', status: 0, complaint: 'rollcall: warning: a broken group\n' };
    expect(await cli.run('-i', 'a.yaml', 'run', 'all', 'show version', '--background', '--deadline', '5m')).toBe(0);
    expect(cli.stdout.text).toBe('01ID\n');
    expect(cli.stderr.text).toMatch(/^rollcall: warning: a broken group\n.*01ID goes on.*\n.*show 01ID --wait/);
    expect(cli.detached).toEqual([
      ['-i', 'a.yaml', 'run', 'all', 'show version', '--in-background', '--deadline', '5m'],
    ]);
    expect(cli.rollcall.runs).toEqual([]);
    expect(cli.leftovers).toBe(0);
  });

  it('ends as the other process did where it started nothing', async () => {
    const cli = new FakeCli({ devices });
    cli.detachedStart = { firstLine: null, status: 2, complaint: 'rollcall: command 1 is empty\n' };
    expect(await cli.run('run', 'all', '', '--background')).toBe(2);
    expect([cli.stdout.text, cli.stderr.text]).toEqual(['', 'rollcall: command 1 is empty\n']);
  });

  it('ends the other process with Ctrl-C while nothing has started', async () => {
    const cli = new FakeCli({ devices });
    const status = cli.run('run', 'all', 'show version', '--background');
    await cli.until(() => cli.detached.length === 1);
    cli.interrupt();
    expect(await status).toBe(130);
    expect(cli.leftovers).toBe(0);
  });

  it.each([['--json'], ['--csv'], ['--output-dir', 'x'], ['--report', 'x'], ['--allow-changes'], ['--view', 'diff']])(
    'is refused together with %s: nobody would read it, or could be asked',
    async (...flags) => {
      const cli = new FakeCli({ devices });
      expect(await cli.run('run', 'all', 'show version', '--background', ...flags)).toBe(2);
      expect(cli.stderr.text).toContain('--background');
      expect(cli.detached).toEqual([]);
    },
  );

  it('in the other process says the run id at once and nothing at the end', async () => {
    const cli = new FakeCli({ devices });
    const status = cli.run('run', 'all', 'show version', '--in-background');
    const run = await cli.rollcall.nthRun(1);
    await cli.until(() => cli.stdout.text !== '');
    expect(cli.stdout.text).toBe('RUN1\n');
    run.answer('r1', 'ok\n');
    run.finish();
    expect(await status).toBe(0);
    expect([cli.stdout.text, cli.stderr.text]).toEqual(['RUN1\n', '']);
    expect(cli.leftovers).toBe(0);
  });
});

describe('show --wait', () => {
  it('waits for the end, then shows the run', async () => {
    const cli = new FakeCli({ devices });
    const run = await cli.rollcall.startRun({ devices: 'all', command: 'show version' });
    const status = cli.run('show', 'RUN1', '--wait', '5m');
    await run.waitedFor;
    run.answer('r1', 'late\n');
    run.finish();
    expect(await status).toBe(0);
    expect(cli.stdout.text).toContain('late');
    expect(cli.leftovers).toBe(0);
  });

  it.each([
    ['the time is over', (cli: FakeCli) => cli.clock.advance(300_000), 0],
    ['Ctrl-C is pressed', (cli: FakeCli) => cli.interrupt(), 130],
  ])('shows what there is when %s, and leaves the run alone', async (_when, happens, expected) => {
    const cli = new FakeCli({ devices });
    const run = await cli.rollcall.startRun({ devices: 'all', command: 'show version' });
    const status = cli.run('show', 'RUN1', '--wait', '5m');
    await run.waitedFor;
    happens(cli);
    expect(await status).toBe(expected);
    expect(cli.stdout.text).toContain('r1');
    // In this test the run is of the same process; what ends it is the end of that.
    expect(run.cancelledBecause).toBe('rollcall is closing');
  });

  it('refuses what is no duration', async () => {
    const cli = new FakeCli({ devices });
    await cli.rollcall.startRun({ devices: 'all', command: 'show version' });
    expect(await cli.run('show', 'RUN1', '--wait', 'soon')).toBe(2);
    expect(cli.stderr.text).toContain('--wait');
  });
});
