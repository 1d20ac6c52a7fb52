import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { Secret } from '../../src/base/secret.ts';
import { createSecretReader } from '../../src/inventory/secret-reader.ts';
import type { SecretSource } from '../../src/model/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejection } from './support/inventory-of.ts';
import { startPuppet } from './support/puppet-command.ts';
import { write } from './support/write-file.ts';

function reader(env: Record<string, string> = {}) {
  const clock = new FakeClock();
  const secrets = createSecretReader({ env: { PATH: process.env.PATH, ...env }, clock });
  onTestFinished(() => secrets.close());
  const controller = new AbortController();
  const read = (source: SecretSource, signal = controller.signal) => secrets.read(source, signal);
  const text = async (source: SecretSource, signal?: AbortSignal) => (await read(source, signal)).reveal();
  const failure = async (source: SecretSource) => {
    const { code, phase, message, hint } = await rejection(read(source));
    expect([code, phase]).toEqual(['auth_failed', 'credentials']);
    return [message, hint];
  };
  return { clock, secrets, controller, read, text, failure };
}

const checkPath = 'check the path in the inventory';

describe('a secret in the environment', () => {
  it('is read', async () => {
    expect(await reader({ PW: ' x\n' }).text({ from: 'env', name: 'PW' })).toBe(' x\n');
  });

  it('that is not set or empty is an error', async () => {
    const { failure } = reader({ EMPTY: '' });
    expect(await failure({ from: 'env', name: 'PW' })).toEqual([
      'environment variable PW is not set',
      'set it for the process that runs rollcall: PW=…',
    ]);
    expect((await failure({ from: 'env', name: 'EMPTY' }))[0]).toBe('environment variable EMPTY is empty');
  });
});

describe('a secret in the inventory', () => {
  it('is given out, and shown nowhere', async () => {
    const secret = await reader().read({ from: 'plain', secret: new Secret('hunter2') });
    expect(secret.reveal()).toBe('hunter2');
    expect(`${secret} ${JSON.stringify({ secret })} ${inspect(secret)}`).not.toContain('hunter2');
  });
});

describe('a secret in a file', () => {
  const fileWith = (content: string, mode?: number): SecretSource & { readonly path: string } => ({
    from: 'file',
    path: write(join(temporaryFolder(), 'pw'), content, mode),
  });

  it.each([
    ['word\n', 'word'],
    ['word\r\n', 'word'],
    ['word\n\n', 'word\n'],
    [' wörd ', ' wörd '],
  ])('loses one line end: %j', async (content, expected) => {
    expect(await reader().text(fileWith(content))).toBe(expected);
  });

  it.each([0o640, 0o604, 0o620, 0o601])('with mode %o is refused with the chmod to type', async (mode) => {
    const source = fileWith('word', mode);
    expect(await reader().failure(source)).toEqual([
      `secret file ${source.path} is open to other users of this machine (chmod 600 ${source.path})`,
      `chmod 600 ${source.path}`,
    ]);
  });

  it('quotes what a shell would take apart', async () => {
    const path = write(join(temporaryFolder(), "it's mine"), 'word', 0o644);
    const [, hint] = await reader().failure({ from: 'file', path });
    expect(hint).toBe(`chmod 600 '${path.replace("'", "'\\''")}'`);
  });

  it.each([0o600, 0o400, 0o700])('with mode %o is read', async (mode) => {
    expect(await reader().text(fileWith('word', mode))).toBe('word');
  });

  it('that is missing, empty, a folder or too large is an error', async () => {
    const { failure } = reader();
    const folder = temporaryFolder();
    const missing = join(folder, 'nope');
    expect(await failure({ from: 'file', path: missing })).toEqual([
      `secret file ${missing} cannot be read: no such file`,
      checkPath,
    ]);
    expect((await failure({ from: 'file', path: folder }))[0]).toBe(`secret file ${folder} is no regular file`);
    const empty = fileWith('\n');
    expect((await failure(empty))[0]).toBe(`secret file ${empty.path} is empty`);
    const large = fileWith('x'.repeat(65_537));
    expect((await failure(large))[0]).toBe(`secret file ${large.path} is larger than 65536 bytes`);
    expect(await reader().text(fileWith('x'.repeat(65_536)))).toHaveLength(65_536);
  });
});

describe('a secret from a command', () => {
  const node = (script: string, ...args: string[]): SecretSource => ({
    from: 'command',
    argv: [process.execPath, '-e', script, ...args],
  });

  it('is what the program prints, and no shell is between', async () => {
    const source = node('process.stdout.write(process.argv[1] + process.env.PW + "\\n")', '$PW;`x` *');
    expect(await reader({ PW: 'y' }).text(source)).toBe('$PW;`x` *y');
  });

  it.each([
    ['process.exit(3)', 'ended with exit status 3'],
    ['process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)', 'was ended by SIGTERM'],
    ['process.stdout.write("\\n")', 'printed nothing'],
    ['process.stdout.write("x".repeat(70000)); setInterval(() => {}, 1000)', 'printed more than 65536 bytes'],
  ])('that runs %s is an error', async (script, message) => {
    const source = node(`console.error("hunter2"); ${script}`);
    const [text, hint] = await reader().failure(source);
    expect(text).toBe(`secret command ${JSON.stringify(process.execPath)} ${message}`);
    expect(hint).not.toContain('hunter2');
  });

  it('that the system refuses at once is an error, too', async () => {
    const loop = join(temporaryFolder(), 'loop');
    symlinkSync(loop, loop);
    for (const argv of [[loop], [process.execPath, 'x'.repeat(3_000_000)]]) {
      const [text] = await reader().failure({ from: 'command', argv });
      expect(text).toMatch(/^secret command ".*" cannot be started: /);
    }
  });

  it('that does not exist is an error', async () => {
    const { failure } = reader({ PATH: temporaryFolder() });
    expect(await failure({ from: 'command', argv: ['no-such-program', 'hunter2'] })).toEqual([
      'secret command "no-such-program" cannot be started: no such file',
      'check the program in the inventory',
    ]);
  });

  it.each(['prog --password hunter2', 'prog\thunter2', 'PASSWORD=hunter2 prog', './no/prog hunter2'])(
    'that was written as one text (%j) shows its first word only',
    async (program) => {
      const { failure } = reader({ PATH: temporaryFolder() });
      const [message, hint] = await failure({ from: 'command', argv: [program] });
      expect(message).toMatch(/^secret command "(prog|PASSWORD|\.\/no\/prog)…" cannot be started: no such file$/);
      expect(hint).toMatch(/each of its arguments as a text of its own/);
    },
  );

  it('that hangs is ended after 30 s, with every program it has started', async () => {
    const puppet = await startPuppet(1);
    const { clock, failure } = reader();
    const failed = failure({ from: 'command', argv: puppet.argv });
    const runs = [await puppet.started(), await puppet.started()];
    const gone = runs.map((socket) => once(socket.resume(), 'close'));
    clock.advance(29_999);
    expect(runs.some((socket) => socket.destroyed)).toBe(false);
    clock.advance(1);
    const [message] = await failed;
    expect(message).toBe(`secret command ${JSON.stringify(process.execPath)} did not end within 30 s`);
    await Promise.all(gone);
    expect(clock.pending).toBe(0);
  });

  it('is ended when the only one who waits gives up', async () => {
    const puppet = await startPuppet();
    const { secrets, controller, read, clock } = reader();
    const reading = rejection(read({ from: 'command', argv: puppet.argv }));
    const run = await puppet.started();
    const gone = once(run.resume(), 'close');
    controller.abort(new RollcallError('cancelled', 'enough'));
    expect((await reading).message).toBe('enough');
    await gone;
    await secrets.close();
    expect(clock.pending).toBe(0);
  });

  it('runs once for all who ask, and outlives those who give up', async () => {
    const puppet = await startPuppet();
    const { text } = reader();
    const source: SecretSource = { from: 'command', argv: puppet.argv };
    const impatient = new AbortController();
    const first = rejection(text(source, impatient.signal));
    const others = [text(source), text({ ...source }), text(source)];
    const run = await puppet.started();
    impatient.abort(new RollcallError('cancelled', 'enough'));
    await first;
    run.end('word\n');
    expect(await Promise.all(others)).toEqual(['word', 'word', 'word']);
    expect(puppet.starts).toBe(1);
  });

  it('is kept for 60 s', async () => {
    const puppet = await startPuppet();
    const { text, clock } = reader();
    const source: SecretSource = { from: 'command', argv: puppet.argv };
    const ask = async (answer: string): Promise<string> => {
      const reading = text(source);
      (await puppet.started()).end(answer);
      return reading;
    };
    expect(await ask('old')).toBe('old');
    clock.advance(59_999);
    expect(await text(source)).toBe('old');
    clock.advance(1);
    expect(await ask('new')).toBe('new');
    expect(puppet.starts).toBe(2);
  });

  it('that failed is not run again at once for the next device, but 5 s later', async () => {
    const puppet = await startPuppet();
    const { failure, text, clock } = reader();
    const source: SecretSource = { from: 'command', argv: puppet.argv };
    const failed = failure(source);
    (await puppet.started()).end();
    expect((await failed)[0]).toContain('printed nothing');
    expect((await failure(source))[0]).toContain('printed nothing');
    expect(puppet.starts).toBe(1);
    clock.advance(5_000);
    const reading = text(source);
    (await puppet.started()).end('word');
    expect(await reading).toBe('word');
  });

  it('is asked for again after an abort', async () => {
    const puppet = await startPuppet();
    const { text } = reader();
    const source: SecretSource = { from: 'command', argv: puppet.argv };
    const impatient = new AbortController();
    const first = rejection(text(source, impatient.signal));
    await puppet.started();
    impatient.abort(new RollcallError('cancelled', 'enough'));
    await first;
    const second = text(source);
    (await puppet.started()).end('word');
    expect(await second).toBe('word');
  });

  it('ends with the reader, which starts none afterwards', async () => {
    const puppet = await startPuppet();
    const { secrets, read, clock } = reader();
    const source: SecretSource = { from: 'command', argv: puppet.argv };
    const reading = rejection(read(source));
    const run = await puppet.started();
    const gone = once(run.resume(), 'close');
    await secrets.close();
    await gone;
    expect((await reading).message).toBe('rollcall is closing');
    expect((await rejection(read(source))).code).toBe('cancelled');
    expect([puppet.starts, clock.pending]).toEqual([1, 0]);
  });

  it('is not run for a request that was cancelled before', async () => {
    const puppet = await startPuppet();
    const { controller, read } = reader();
    controller.abort(new RollcallError('cancelled', 'before'));
    expect((await rejection(read({ from: 'command', argv: puppet.argv }))).message).toBe('before');
    expect(puppet.starts).toBe(0);
  });
});
