import { describe, expect, it } from 'vitest';
import type { FileStatus } from '../../../src/cli/cli-parts.ts';
import { runEventSchema } from '../../../src/model/event.ts';
import { runDocumentSchema } from '../../../src/model/run-document.ts';
import { foldEvents } from '../../../src/result/run-fold.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import type { FakeRun } from '../../support/fake-run.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const devices = ['r1', 'r2', 'r3'].map((name) => sampleDevice(name));

function answerAll(run: FakeRun): void {
  for (const { device, command, finished } of run.view.rows()) {
    if (finished !== null) continue;
    run.start(device, command.index);
    run.answer(device, 'Junos: 22.4R3\n', command.index);
  }
  run.finish();
}

function oneFails(run: FakeRun): void {
  run.start('r2');
  run.fail('r2', 'auth_failed');
  answerAll(run);
}

describe('a run', () => {
  it('prints the answers on stdout and nothing else', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    expect(await cli.run('run', 'all', 'show version')).toBe(0);
    expect(cli.stdout.text).toContain('r[1-3] (3)');
    expect(cli.stdout.text).toContain('Junos: 22.4R3');
    expect(cli.stderr.text).toBe('');
    expect(cli.leftovers).toBe(0);
  });

  it('asks for what the flags say', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    const flags = '--timeout 1.5m --deadline 5m --max-parallel 7 --priority high --retries 2 -i a.yaml';
    await cli.run('run', 'all', 'show version', 'show route', ...flags.split(' '));
    expect(cli.rollcall.requests).toEqual([
      {
        devices: 'all',
        command: ['show version', 'show route'],
        timeout_s: 90,
        deadline_s: 300,
        max_parallel: 7,
        priority: 'high',
        retries: 2,
      },
    ]);
    expect(cli.opened).toMatchObject([{ flags: { inventory: 'a.yaml' }, purpose: 'cli' }]);
  });

  it('takes global flags before the command too', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    await cli.run('--settings', 's.yaml', '--log-level', 'debug', 'run', 'all', 'show version', '--log-format', 'json');
    expect(cli.opened[0]?.flags).toMatchObject({ settingsFile: 's.yaml', logLevel: 'debug', logFormat: 'json' });
  });

  it('exits 4 when some failed, 5 when none succeeded', async () => {
    expect(await new FakeCli({ devices, onRun: oneFails }).run('run', 'all', 'show version')).toBe(4);
    expect(await new FakeCli({ devices, onRun: (run) => run.finish() }).run('run', 'r9', 'show version')).toBe(5);
  });

  it('exits 3 when it was denied everywhere', async () => {
    const denyAll = (run: FakeRun): void => {
      for (const { device } of run.view.rows()) run.fail(device, 'denied');
      run.finish();
    };
    expect(await new FakeCli({ devices, onRun: denyAll }).run('run', 'all', 'restart routing')).toBe(3);
  });
});

describe('--json', () => {
  it('prints one run document and nothing else', async () => {
    const cli = new FakeCli({ devices, onRun: oneFails });
    expect(await cli.run('run', 'all', 'show version', '--json')).toBe(4);
    const document = runDocumentSchema.parse(JSON.parse(cli.stdout.text));
    expect(document.results?.map(({ device, outcome }) => [device, outcome])).toEqual([
      ['r1', 'ok'],
      ['r2', 'auth_failed'],
      ['r3', 'ok'],
    ]);
    expect(document.groups).toHaveLength(1);
  });

  it('with --view per-device puts the output into each result', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    await cli.run('run', 'all', 'show version', '--json', '--view', 'per-device');
    const document = runDocumentSchema.parse(JSON.parse(cli.stdout.text));
    expect(document.groups).toBeUndefined();
    expect(document.results?.map(({ output }) => output)).toEqual(Array(3).fill('Junos: 22.4R3\n'));
  });

  it('keeps stdout clean where stderr is a terminal', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    cli.stderr.isTerminal = true;
    await cli.run('run', 'all', 'show', 'version', '--json');
    expect(() => JSON.parse(cli.stdout.text)).not.toThrow();
    expect(cli.leftovers).toBe(0);
  });
});

describe('--jsonl', () => {
  it('prints each event as it happens, from the first on', async () => {
    const cli = new FakeCli({ devices, onRun: (run) => run.start('r1') });
    const ended = cli.run('run', 'all', 'show version', '--jsonl');
    const run = await cli.rollcall.nthRun(1);
    await Promise.resolve();
    run.answer('r1', 'x\n');
    const before = cli.stdout.writes.length;
    run.start('r2');
    expect(cli.stdout.writes.length).toBe(before + 1);
    run.answer('r2', 'x\n');
    run.fail('r3', 'unreachable');
    run.finish();
    expect(await ended).toBe(4);
    const events = cli.stdout.text
      .trimEnd()
      .split('\n')
      .map((line) => runEventSchema.parse(JSON.parse(line)));
    expect(events[0]?.type).toBe('run-started');
    expect(events.at(-1)?.type).toBe('run-finished');
    expect(
      foldEvents(events, { ownerAlive: true })
        .rows()
        .map((row) => row.stdout),
    ).toEqual(['x\n', 'x\n', '']);
  });

  it('does not go with --json', async () => {
    const cli = new FakeCli({ devices });
    expect(await cli.run('run', 'all', 'show version', '--json', '--jsonl')).toBe(2);
    expect(cli.stderr.text).toMatch(/^rollcall: option '--json' cannot be used with option '--jsonl'/);
  });
});

describe('Ctrl-C', () => {
  it('once cancels, and prints what finished', async () => {
    const cli = new FakeCli({ devices });
    const ended = cli.run('run', 'all', 'show version');
    const run = await cli.rollcall.nthRun(1);
    run.start('r1');
    run.answer('r1', 'Junos: 22.4R3\n');
    await Promise.resolve();
    cli.interrupt();
    expect(await ended).toBe(130);
    expect(run.cancelledBecause).toBe('cancelled at the terminal');
    expect(cli.stdout.text).toContain('Junos: 22.4R3');
    expect(cli.stderr.text).toBe('rollcall: cancelling; press Ctrl-C again to end at once\n');
    expect(cli.exits).toEqual([]);
    expect(cli.leftovers).toBe(0);
  });

  it('twice ends at once', async () => {
    const cli = new FakeCli({ devices });
    cli.stderr.isTerminal = true;
    const ended = cli.run('run', 'all', 'show version');
    const run = await cli.rollcall.nthRun(1);
    run.cancel = () => {};
    await Promise.resolve();
    cli.interrupt();
    expect(cli.exits).toEqual([]);
    cli.interrupt();
    expect(cli.exits).toEqual([130]);
    run.finish();
    expect(await ended).toBe(130);
  });

  it('before the run exists cancels it as soon as it does', async () => {
    const cli = new FakeCli({ devices });
    const ended = cli.run('run', 'all', 'show version');
    cli.interrupt();
    expect(await ended).toBe(130);
    expect(cli.rollcall.runs[0]?.cancelledBecause).not.toBeNull();
  });
});

describe('the live line', () => {
  it('is drawn on a terminal and cleared before the result', async () => {
    const cli = new FakeCli({ devices });
    cli.stderr.isTerminal = true;
    let drawnAtResult = '';
    cli.stdout.write = (text) => {
      drawnAtResult ||= cli.stderr.text;
      cli.stdout.writes.push(text);
    };
    const ended = cli.run('run', 'all', 'show version');
    const run = await cli.rollcall.nthRun(1);
    await Promise.resolve();
    run.start('r1');
    cli.clock.advance(100);
    answerAll(run);
    await ended;
    expect(cli.stderr.text).toContain('0/3 done · slowest: r1 0 s');
    expect(drawnAtResult.endsWith('\r\u001b[K')).toBe(true);
    expect(cli.leftovers).toBe(0);
  });
});

describe('a reader that goes away', () => {
  it('ends the run', async () => {
    const cli = new FakeCli({ devices });
    const ended = cli.run('run', 'all', 'show version', '--jsonl');
    const run = await cli.rollcall.nthRun(1);
    await Promise.resolve();
    cli.stdout.leave();
    await ended;
    expect(run.cancelledBecause).toBe('the reader of the output is gone');
    expect(cli.leftovers).toBe(0);
  });
});

describe('an unquoted command', () => {
  it('is told to be several', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    await cli.run('run', 'core-r[1-3],all', 'show', 'version');
    expect(cli.stderr.text).toBe(
      'rollcall: these are 2 commands: "show", "version"\n' +
        "  hint: if one is meant, put it in quotes: rollcall run 'core-r[1-3],all' 'show version'\n",
    );
  });

  it('is not suspected where each is whole', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    await cli.run('run', 'all', 'show version', 'show route');
    expect(cli.stderr.text).toBe('');
  });
});

describe('--output-dir', () => {
  it('also writes each answer to a file', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    expect(await cli.run('run', 'all', 'show version', '--output-dir', 'out')).toBe(0);
    expect([...cli.written.keys()].filter((path) => /^out\/.*r[123]/.test(path))).toHaveLength(3);
    expect([...cli.written.values()]).toContain('Junos: 22.4R3\n');
    expect(cli.stdout.text).toContain('Junos: 22.4R3');
  });

  it.each<[string, string, FileStatus | null]>([
    ['is empty', '', null],
    ['is no folder', 'out', { kind: 'file', mode: 0o600, writable: true }],
    ['is not writable', 'out', { kind: 'folder', mode: 0o500, writable: false }],
  ])('that %s is a bad request before anything is sent', async (why, folder, status) => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    if (status !== null) cli.statuses.set(folder, status);
    expect(await cli.run('run', 'all', 'show version', '--output-dir', folder)).toBe(2);
    expect(cli.stderr.text).toMatch(new RegExp(`^rollcall: --output-dir: .*${why}\n  hint: name a folder`));
    expect(cli.rollcall.requests).toEqual([]);
    expect(cli.leftovers).toBe(0);
  });

  it('that cannot be made is a bad request before anything is sent', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    cli.files.makeFolder = () => Promise.reject(new Error("ENOENT: no such file or directory, mkdir '/proc/x'"));
    expect(await cli.run('run', 'all', 'show version', '--output-dir', '/proc/x')).toBe(2);
    expect(cli.stderr.text).toContain("--output-dir: ENOENT: no such file or directory, mkdir '/proc/x'");
    expect(cli.rollcall.requests).toEqual([]);
  });

  it('that cannot be written is a bad request, after the answers were printed', async () => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    expect(await cli.run('run', 'all', 'show version', '--output-dir', '/nowhere/out')).toBe(2);
    expect(cli.stdout.text).toContain('Junos: 22.4R3');
    expect(cli.stderr.text).toMatch(/^rollcall: .*ENOENT.*\n {2}hint: /);
    expect(cli.leftovers).toBe(0);
  });
});

describe('a bad request', () => {
  it.each([
    ['a negative timeout', ['--timeout=-1s'], '--timeout'],
    ['no timeout at all', ['--timeout', '0'], '--timeout'],
    ['an absurd timeout', ['--timeout', '999h'], '--timeout'],
    ['a timeout in words', ['--timeout', 'soon'], '--timeout'],
    ['nothing in parallel', ['--max-parallel', '0'], '--max-parallel'],
    ['half a command in parallel', ['--max-parallel', '1.5'], '--max-parallel'],
    ['too much in parallel', ['--max-parallel', '1000000'], '--max-parallel'],
    ['a priority that there is not', ['--priority', 'urgent'], '--priority'],
    ['an unknown view', ['--view', 'nonsense'], '--view'],
    ['an unknown flag', ['--jsom'], '--jsom'],
    ['an empty command', [''], 'command 1 is empty'],
  ])('%s exits 2, says why and what to do', async (_name, args, named) => {
    const cli = new FakeCli({ devices, onRun: answerAll });
    const line = args[0] === '' ? ['run', 'all', ...args] : ['run', 'all', 'show version', ...args];
    expect(await cli.run(...line)).toBe(2);
    expect(cli.stderr.text).toMatch(/^rollcall: .+\n {2}hint: .+\n$/);
    expect(cli.stderr.text).toContain(named);
    expect(cli.stdout.text).toBe('');
    expect(cli.leftovers).toBe(0);
  });
});
