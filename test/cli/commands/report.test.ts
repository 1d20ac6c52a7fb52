import { describe, expect, it } from 'vitest';
import type { FileStatus } from '../../../src/cli/cli-parts.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import type { FakeRun } from '../../support/fake-run.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = ['r1', 'r2'].map((name) => sampleDevice(name));

function oneFails(run: FakeRun): void {
  run.start('r1');
  run.answer('r1', 'Junos: 22.4R3\n');
  run.start('r2');
  run.fail('r2', 'auth_failed');
  run.finish();
}

describe('run --report', () => {
  it('prints as ever and writes the run as one HTML file with the shipped style and scripts', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    expect(await cli.run('run', 'all', 'show version', '--report', '/out.html')).toBe(4);
    expect(cli.stdout.text).toContain('Junos: 22.4R3');
    const html = cli.written.get('/out.html') ?? '';
    expect(html).toContain('Junos: 22.4R3');
    expect(html).toContain('hint for auth_failed');
    expect(html).toContain('<style>/* report/page.css */\n');
    expect(html).toContain('<script type="module">/* report/timeline.js */</script>');
    expect(html).toMatch(/script-src 'sha256-[A-Za-z0-9+/]{43}=' 'sha256-/);
    expect(cli.leftovers).toBe(0);
  });

  it.each<[string, string, string, FileStatus | null]>([
    ['is empty', '', '', null],
    ['is a folder', 'r.html', 'r.html', { kind: 'folder', mode: 0o755, writable: true }],
    ['is not writable', 'r.html', 'r.html', { kind: 'file', mode: 0o400, writable: false }],
    ['is no folder', 'x/r.html', 'x', { kind: 'file', mode: 0o600, writable: true }],
    ['is no folder', 'x/r.html', 'x', null],
    ['is not writable', 'x/r.html', 'x', { kind: 'folder', mode: 0o500, writable: false }],
  ])('that %s (%s) is a bad request before anything is sent', async (why, file, place, status) => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    if (status !== null) cli.statuses.set(place, status);
    expect(await cli.run('run', 'all', 'show version', '--report', file)).toBe(2);
    expect(cli.stderr.text).toMatch(new RegExp(`^rollcall: --report: .*${why}\n  hint: name a file`));
    expect(cli.rollcall.requests).toEqual([]);
    expect(cli.leftovers).toBe(0);
  });

  it('that cannot be written in the end is a bad request that says how to get it', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    cli.statuses.set('/nowhere', { kind: 'folder', mode: 0o755, writable: true });
    expect(await cli.run('run', 'all', 'show version', '--report', '/nowhere/r.html')).toBe(2);
    expect(cli.stdout.text).toContain('Junos: 22.4R3');
    expect(cli.stderr.text).toContain('the run is kept: rollcall show RUN1 --report FILE');
  });
});

describe('show --report', () => {
  it('writes an earlier run and prints nothing', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    await cli.run('run', 'all', 'show version', '--report', '/one.html');
    cli.stdout.writes.length = 0;
    expect(await cli.run('show', 'RUN1', '--report', '/two.html')).toBe(0);
    expect(cli.stdout.text).toBe('');
    expect(cli.written.get('/two.html')).toBe(cli.written.get('/one.html'));
  });

  it('goes with nothing that says what to print', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    expect(await cli.run('show', 'RUN1', '--report', '/r.html', '--json')).toBe(2);
    expect(await cli.run('show', 'RUN1', '--report', '/r.html', '--device', 'r1')).toBe(2);
    expect(cli.written.size).toBe(0);
  });
});
