import { describe, expect, it } from 'vitest';
import { runDocumentSchema } from '../../../src/model/run-document.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import type { FakeRun } from '../../support/fake-run.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = ['r1', 'r2', 'r3'].map((name) => sampleDevice(name));

function versions(run: FakeRun): void {
  for (const device of ['r1', 'r2']) {
    run.start(device);
    run.answer(device, `{"name": "${device}", "version": "=22.4R3, new", "secret": {"x": 1}}\n`);
  }
  run.start('r3');
  run.fail('r3', 'auth_failed');
  run.finish();
}

async function ran(...args: string[]): Promise<FakeCli> {
  const cli = new FakeCli({ devices, onRun: versions });
  await cli.run('run', 'all', 'show version', ...args);
  return cli;
}

const select = ['--format', 'json', '--select', '{name: name, version: version}'];

describe('run', () => {
  it('--format asks for the form', async () => {
    const cli = await ran('--format', 'json', '--json');
    expect(cli.rollcall.requests).toMatchObject([{ format: 'json' }]);
    const document = runDocumentSchema.parse(JSON.parse(cli.stdout.text));
    expect(document.groups).toMatchObject([{ output_json: { name: 'r1' } }, { output_json: { name: 'r2' } }]);
  });

  it('--view table prints a table with the failed devices below', async () => {
    const cli = new FakeCli({ devices, onRun: versions });
    expect(await cli.run('run', 'all', 'show version', ...select, '--view', 'table')).toBe(4);
    expect(cli.stdout.text).toBe(
      [
        'device  name  version',
        'r1      r1    =22.4R3, new',
        'r2      r2    =22.4R3, new',
        '',
        'r3: auth_failed: it was auth_failed',
        '',
      ].join('\n'),
    );
    expect(cli.leftovers).toBe(0);
  });

  it('--csv prints one table and nothing else; the failed devices are named on stderr', async () => {
    const cli = await ran(...select, '--csv');
    expect(cli.stdout.text).toBe(`device,name,version\r\nr1,r1,"'=22.4R3, new"\r\nr2,r2,"'=22.4R3, new"\r\n`);
    expect(cli.stderr.text).toBe('rollcall: no value: r3: auth_failed: it was auth_failed\n');
  });

  it('--select and --match print only that; files of --output-dir have the whole answers', async () => {
    const cli = await ran('--format', 'json', '--select', 'name', '--output-dir', '/out');
    expect(cli.stdout.text).toContain('"r1"');
    expect(cli.stdout.text).not.toContain('22.4R3');
    expect(cli.written.get('/out/r1.txt')).toContain('22.4R3');
    expect(cli.written.get('/out/run.json')).toContain('22.4R3');
    const matched = await ran('--match', '(?i)SECRET');
    expect(matched.stdout.text).toContain('"secret"');
    expect((await ran('--match', 'nothing of this')).stdout.text).toContain('r[1-2] (2)');
  });

  it.each([
    [['--match', '('], '"match" is no usable regular expression'],
    [['--select', 'name'], 'those of this run are text'],
    [['--format', 'json', '--select', 'a['], '"select" is no usable JMESPath expression'],
    [['--csv'], '--csv needs answers in JSON'],
    [['--view', 'table'], '--view table needs answers in JSON'],
    [['--format', 'xml', '--csv'], '--select from XML'],
    [['--format', 'json', '--csv', '--match', 'a'], 'makes no table of lines'],
    [['--format', 'yaml'], '--format'],
    [['--csv', '--json'], "'--json'"],
    [['--match', 'a', '--jsonl'], "'--jsonl'"],
  ])('%j is refused before anything is sent', async (args, problem) => {
    const cli = new FakeCli({ devices, onRun: versions });
    expect(await cli.run('run', 'all', 'show version', ...args)).toBe(2);
    expect(cli.stderr.text).toContain(problem);
    expect(cli.rollcall.requests).toEqual([]);
    expect(cli.stdout.text).toBe('');
  });
});

describe('show', () => {
  it('reduces a run that is read again', async () => {
    const cli = await ran('--format', 'json', '--jsonl');
    const shown = async (...args: string[]): Promise<string> => {
      const before = cli.stdout.text.length;
      expect(await cli.run('show', 'RUN1', ...args)).toBe(0);
      return cli.stdout.text.slice(before);
    };
    expect(await shown('--select', 'name', '--csv')).toBe('device,value\r\nr1,r1\r\nr2,r2\r\n');
    expect(await shown('--select', 'name', '--view', 'table', '--device', 'r2')).toBe('device  value\nr2      r2\n');
    expect(await shown('--select', 'name', '--device', 'r2')).toBe('"r2"\n');
    expect(await shown('--match', 'r1')).toContain('"version"');
    expect(JSON.parse(await shown('--select', 'name', '--json'))).toMatchObject({ select: 'name' });
  });

  it('says what a run of text has not', async () => {
    const cli = await ran();
    expect(await cli.run('show', 'RUN1', '--csv')).toBe(2);
    expect(cli.stderr.text).toContain('--format json');
  });
});
