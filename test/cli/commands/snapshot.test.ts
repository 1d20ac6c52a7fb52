import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { snapshotCheckDocumentSchema } from '../../../src/model/snapshot-check-document.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What each device says to each command of the next run; null: it fails. */
let says: Readonly<Record<string, readonly (string | null)[]>>;
let cli: FakeCli;
let file: string;
let isRecorded: boolean;
let warning: string | null;

beforeEach(() => {
  cli = new FakeCli({
    devices: ['r1', 'r2'].map((name) => sampleDevice(name)),
    onRun(run) {
      for (const { device, command } of run.view.rows()) {
        const answer = says[device]?.[command.index] ?? null;
        run.start(device, command.index);
        if (answer === null) run.fail(device, 'unreachable', command.index);
        else run.answer(device, answer, command.index);
      }
      if (warning !== null) run.warn(warning);
      run.recorded = isRecorded;
      run.finish();
    },
  });
  [isRecorded, warning] = [true, null];
  cli.home = temporaryFolder();
  file = join(cli.home, 'checks.yaml');
  writeFileSync(
    file,
    '- show version\n- command: show bgp\n  label: bgp\n  checks: [not_smaller: { pattern: Establ }]\n',
  );
  says = { r1: ['22.4\n', 'Establ\nEstabl\n'], r2: ['22.4\n', 'Establ\n'] };
});

const clear = (): void => {
  cli.stdout.writes.length = 0;
  cli.stderr.writes.length = 0;
};

describe('snapshot and check-snapshot', () => {
  it('hold where nothing changed', async () => {
    expect(await cli.run('snapshot', 'pre', 'all', file)).toBe(0);
    expect(cli.stdout.text).toBe('snapshot pre: 4 of 4 answers kept (run RUN1)\n');
    expect(cli.rollcall.requests[0]).toEqual({
      devices: 'all',
      command: ['show version', { label: 'bgp', command: 'show bgp' }],
    });
    clear();
    expect(await cli.run('check-snapshot', 'pre')).toBe(0);
    expect(cli.rollcall.requests[1]).toEqual(cli.rollcall.requests[0]);
    expect(cli.stdout.text).toMatch(/^holds r\[1-2\] \(2\): show version: no diff: no difference\n/);
    expect(cli.stdout.text).toContain('4 of 4 checks hold, 0 fail, 0 could not be made (snapshot pre: run RUN1 of ');
    expect(cli.leftovers).toBe(0);
  });

  it('exit 4 and show what no longer holds', async () => {
    await cli.run('snapshot', 'pre', 'all', file);
    says = { r1: ['23.2\n', 'Establ\n'], r2: ['23.2\n', 'Establ\nEstabl\n'] };
    clear();
    expect(await cli.run('check-snapshot', 'pre', '--json')).toBe(4);
    const document = snapshotCheckDocumentSchema.parse(JSON.parse(cli.stdout.text));
    expect(document.summary).toEqual({ total: 4, holds: 1, fails: 3, unchecked: 0 });
    expect(document.checks).toMatchObject([
      { state: 'fails', devices: 'r[1-2]', detail: 'lines: 1 gone, 1 new', diff: '-22.4\n+23.2\n' },
      { state: 'fails', devices: 'r1', label: 'bgp', detail: '2 → 1 matching lines' },
      { state: 'holds', devices: 'r2', detail: '1 → 2 matching lines' },
    ]);
    clear();
    expect(await cli.run('check-snapshot', 'pre')).toBe(4);
    expect(cli.stdout.text).toContain('FAILS r[1-2] (2): show version: no diff: lines: 1 gone, 1 new\n-22.4\n+23.2\n');
  });

  it('tell what failed on either side from what does not hold', async () => {
    says = { r1: ['22.4\n', 'Establ\n'], r2: [null, null] };
    expect(await cli.run('snapshot', 'pre', 'all', file)).toBe(4);
    expect(cli.stderr.text).toContain('warning: r2: unreachable: it was unreachable; there will be nothing to check');
    says = { r1: [null, null], r2: ['22.4\n', 'Establ\n'] };
    clear();
    expect(await cli.run('check-snapshot', 'pre')).toBe(5);
    expect(cli.stdout.text).toContain(
      'UNCHECKED r1 (1): show version: no diff: before ok, after unreachable: it was unreachable\n',
    );
    says = { r1: ['22.4\n', 'Establ\n'], r2: [null, null] };
    expect(await cli.run('check-snapshot', 'pre')).toBe(4);
  });

  it('a snapshot needs an answer, a free name and a good file, before anything is sent', async () => {
    says = {};
    expect(await cli.run('snapshot', 'pre', 'all', file)).toBe(5);
    expect(cli.stderr.text).toContain('no snapshot was kept: the run has no answer');
    expect(await cli.run('check-snapshot', 'pre')).toBe(2);
    says = { r1: ['a\n', 'b\n'] };
    expect(await cli.run('snapshot', 'pre', 'all', file)).toBe(4);
    const { length } = cli.rollcall.requests;
    for (const args of [
      ['pre', 'all', file],
      ['../x', 'all', file],
      ['x', 'all'],
      ['x', 'all', `${file}.none`],
    ]) {
      expect(await cli.run('snapshot', ...args)).toBe(2);
    }
    expect(cli.rollcall.requests).toHaveLength(length);
    expect(await cli.run('snapshot', 'pre', 'r1', file, '--replace')).toBe(0);
    clear();
    await cli.run('snapshots', '--json');
    expect(JSON.parse(cli.stdout.text)).toMatchObject([
      { name: 'pre', selector: 'r1', commands: [{}, { label: 'bgp' }] },
    ]);
  });

  it('a snapshot is not kept whose answers could not be written', async () => {
    isRecorded = false;
    expect(await cli.run('snapshot', 'pre', 'all', file)).toBe(2);
    expect(cli.stdout.text).toBe('');
    expect(cli.stderr.text).toContain('no snapshot was kept: the answers could not be written');
    clear();
    await cli.run('snapshots', '--json');
    expect(JSON.parse(cli.stdout.text)).toEqual([]);
  });

  it('what is odd about a run is told', async () => {
    warning = 'the glob "x*" matches nothing';
    expect(await cli.run('snapshot', 'pre', 'all', file)).toBe(0);
    expect(cli.stderr.text).toBe(`rollcall: warning: ${warning}\n`);
    clear();
    expect(await cli.run('check-snapshot', 'pre')).toBe(0);
    expect(cli.stderr.text).toBe(`rollcall: warning: ${warning}\n`);
  });

  it('snapshots lists them, --delete deletes one', async () => {
    expect(await cli.run('snapshots')).toBe(0);
    expect(cli.stderr.text).toBe('rollcall: there are no snapshots\n');
    await cli.run('snapshot', 'pre', 'all', file);
    clear();
    expect(await cli.run('snapshots')).toBe(0);
    expect(cli.stdout.text).toMatch(
      /^SNAPSHOT +TAKEN.*\npre +2026-01-01T00:00:00Z +RUN1 +all +show version ; show bgp\n$/,
    );
    expect(await cli.run('snapshot', 'pre', '--delete')).toBe(0);
    expect(await cli.run('snapshot', 'pre', '--delete')).toBe(2);
    expect(await cli.run('check-snapshot', 'pre')).toBe(2);
  });
});
