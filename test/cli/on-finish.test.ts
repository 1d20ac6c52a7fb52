import { describe, expect, it } from 'vitest';
import { FakeCli } from '../support/fake-cli-parts.ts';
import type { FakeRun } from '../support/fake-run.ts';
import { sampleDevice } from '../support/sample-device.ts';

const devices = ['r1', 'r2'].map((name) => sampleDevice(name));

function oneFails(run: FakeRun): void {
  run.start('r1');
  run.answer('r1', 'Junos: 22.4R3\n');
  run.fail('r2', 'unreachable');
  run.finish();
}

const asked = ['run', 'all', 'show version', '--on-finish', 'notify "done"'] as const;

describe('run --on-finish', () => {
  it('tells the line how the run ended, after the result is printed', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    cli.shellEnd = async () => {
      expect(cli.stdout.text).toContain('Junos: 22.4R3');
      return { status: 0, detail: null };
    };
    expect(await cli.run(...asked)).toBe(4);
    const [{ line, options } = expect.fail('nothing ran')] = cli.shellLines;
    expect(line).toBe('notify "done"');
    expect(options.env).toMatchObject({
      ROLLCALL_RUN_ID: 'RUN1',
      ROLLCALL_STATE: 'finished',
      ROLLCALL_SUCCEEDED: '1',
      ROLLCALL_FAILED: '1',
    });
    expect(JSON.parse(options.input)).toMatchObject({
      ...{ run_id: 'RUN1', state: 'finished', failed_devices: 'r2', failed_device_count: 1 },
      summary: { total: 2, succeeded: 1, failed: 1 },
    });
    expect(options.input).not.toContain('22.4R3');
    expect(cli.leftovers).toBe(0);
  });

  it('says how it ended where that was not well, and leaves the exit status alone', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    cli.shellEnd = async () => ({ status: 7, detail: null });
    expect(await cli.run(...asked)).toBe(4);
    expect(cli.stderr.text).toContain('--on-finish: it ended with status 7');
  });

  it('is ended after a minute', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    cli.shellEnd = ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ status: null, detail: 'ended by SIGTERM' }));
      });
    const ended = cli.run(...asked);
    await cli.until(() => cli.shellLines.length === 1);
    cli.clock.advance(60_000);
    expect(await ended).toBe(4);
    expect(cli.stderr.text).toContain('--on-finish: it had not ended after 60 s');
    expect(cli.leftovers).toBe(0);
  });

  it('runs after a cancelled run too, and a Ctrl-C of its own ends it', async () => {
    const cli = new FakeCli({ devices });
    const cancelled = cli.run(...asked);
    await cli.rollcall.nthRun(1);
    cli.interrupt();
    expect(await cancelled).toBe(130);
    expect(cli.shellLines[0]?.options.env.ROLLCALL_STATE).toBe('cancelled');
    expect(cli.shellLines[0]?.options.signal.aborted).toBe(false);

    const other = new FakeCli({ devices, onRun: oneFails });
    other.shellEnd = ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ status: null, detail: 'ended by SIGTERM' }));
      });
    const ended = other.run(...asked);
    await other.until(() => other.shellLines.length === 1);
    other.interrupt();
    expect(await ended).toBe(4);
    expect(other.leftovers).toBe(0);
  });

  it('runs where the result could not be written, and not where there was no run', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    expect(await cli.run('run', 'all', '', '--on-finish', 'x')).toBe(2);
    expect(cli.shellLines).toEqual([]);
    expect(await cli.run(...asked, '--output-dir', '/nowhere/answers')).not.toBe(4);
    expect(cli.shellLines).toHaveLength(1);
  });
});
