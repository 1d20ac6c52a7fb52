import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { settingsSchema } from '../../src/model/settings.ts';
import { loadSettings, type SettingsInput } from '../../src/settings/load-settings.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const load = (input: Partial<SettingsInput> = {}) =>
  loadSettings({ flags: {}, env: {}, homeDir: '/nowhere', ...input });

function refusal(input: Partial<SettingsInput>): RollcallError {
  try {
    load(input);
  } catch (thrown) {
    return RollcallError.from(thrown);
  }
  throw new Error('expected a refusal');
}

function file(text: string): string {
  const path = join(temporaryFolder(), 'settings.yaml');
  writeFileSync(path, text);
  return path;
}

describe('logins_per_s', () => {
  it('is a rate or null', () => {
    const load = (text: string) =>
      loadSettings({ flags: {}, env: { ROLLCALL_LOGINS_PER_S: text }, homeDir: '/nowhere', file: null });
    expect(load('2.5').values.logins_per_s).toBe(2.5);
    expect(load('').values.logins_per_s).toBeNull();
    expect(() => load('fast')).toThrow('a number from 0.01 to 1000');
    expect(() => load('0')).toThrow('a number from 0.01 to 1000');
  });
});

describe('webhook settings', () => {
  it('are a list, true or false, and names of where the secret is', () => {
    const path = file('webhook_hosts: [hooks.example, "ci.example:8443"]\nwebhook_secret_file: webhook.secret\n');
    const env = { ROLLCALL_WEBHOOK_HOSTS: 'a.example, http://10.0.0.5:8080', ROLLCALL_WEBHOOK_ALLOW_PRIVATE: 'true' };
    expect(load({ file: path }).values).toMatchObject({
      webhook_hosts: ['hooks.example', 'ci.example:8443'],
      webhook_allow_private: false,
      webhook_secret_file: join(path, '..', 'webhook.secret'),
    });
    expect(load({ file: path, env }).values).toMatchObject({
      webhook_hosts: ['a.example', 'http://10.0.0.5:8080'],
      webhook_allow_private: true,
    });
  });

  it('say what they expect', () => {
    expect(() => load({ env: { ROLLCALL_WEBHOOK_ALLOW_PRIVATE: 'yes' } })).toThrow('expected true or false');
    for (const host of ['*.example', 'a.example/path', 'ftp://a.example', 'user@a.example', 'a b']) {
      expect(() => load({ env: { ROLLCALL_WEBHOOK_HOSTS: host } })).toThrow('a list of host, host:port');
    }
    expect(() => load({ file: file('webhook_hosts: hooks.example\n') })).toThrow('a list of host, host:port');
    expect(() => load({ file: file('webhook_hosts: [{ a: b }]\n') })).toThrow('a list of host, host:port');
  });

  it('do not show a secret that was given in the place of where it is', () => {
    const { warnings } = load({ env: { ROLLCALL_WEBHOOK_SECRET: 'whsec_very-secret' } });
    expect(warnings).toEqual([expect.stringContaining('ROLLCALL_WEBHOOK_SECRET')]);
    expect(JSON.stringify(warnings)).not.toContain('very-secret');
  });
});

describe('where a setting comes from', () => {
  it('is the default when nobody says anything', () => {
    const { values, origins, home, warnings } = load();
    expect(values).toEqual(settingsSchema.parse({}));
    expect(Object.keys(origins).sort()).toEqual(Object.keys(values).sort());
    expect(new Set(Object.values(origins).map(({ origin }) => origin))).toEqual(new Set(['default']));
    expect(home).toBe('/nowhere/.local/state/rollcall');
    expect(warnings).toEqual([]);
  });

  it('is the flag, else the environment, else the file', () => {
    const path = file('max_parallel: 3\nhandshakes: 3\nwait_s: 3\nlog_level: info\n');
    const { values, origins } = load({
      flags: { max_parallel: '1', log_level: undefined },
      env: { ROLLCALL_MAX_PARALLEL: '2', ROLLCALL_HANDSHAKES: '2', ROLLCALL_LOG_LEVEL: '' },
      file: path,
    });
    expect(values).toMatchObject({ max_parallel: 1, handshakes: 2, wait_s: 3, log_level: 'info', max_chars: 40_000 });
    expect(origins).toMatchObject({
      max_parallel: { origin: 'flag', detail: '--max-parallel' },
      handshakes: { origin: 'environment', detail: 'ROLLCALL_HANDSHAKES' },
      wait_s: { origin: 'file', detail: path },
      log_level: { origin: 'file', detail: path },
      max_chars: { origin: 'default', detail: null },
    });
  });

  it.each([
    ['--settings', (path: string) => ({ file: path, env: { ROLLCALL_SETTINGS: '/nope' } })],
    ['ROLLCALL_SETTINGS', (path: string) => ({ env: { ROLLCALL_SETTINGS: path } })],
  ])('the file is the one that %s names', (_what, input) => {
    expect(load(input(file('handshakes: 7'))).values.handshakes).toBe(7);
  });

  it('the usual file is read if it is there', async () => {
    const homeDir = temporaryFolder();
    for (const [folder, handshakes] of [
      ['.config', 8],
      ['xdg', 9],
    ] as const) {
      await mkdir(join(homeDir, folder, 'rollcall'), { recursive: true });
      writeFileSync(join(homeDir, folder, 'rollcall/settings.yaml'), `handshakes: ${handshakes}`);
    }
    expect(load({ homeDir }).values.handshakes).toBe(8);
    expect(load({ homeDir, env: { XDG_CONFIG_HOME: join(homeDir, 'xdg') } }).values.handshakes).toBe(9);
    expect(load({ homeDir, env: { XDG_CONFIG_HOME: 'xdg' } }).values.handshakes).toBe(8);
  });

  it('an inventory in the file is relative to the file, ~ is the home folder', () => {
    const path = file('inventory: net/devices.yaml');
    expect(load({ file: path }).values.inventory).toBe(join(path, '../net/devices.yaml'));
    expect(load({ file: file('inventory: ~/d.yaml') }).values.inventory).toBe('/nowhere/d.yaml');
    expect(load({ file: file('inventory: 010') }).values.inventory).toMatch(/\/010$/);
    expect(load({ file: file('inventory:') }).values.inventory).toBeNull();
    const own = file('redaction: own.yaml');
    expect(load({ file: own }).values.redaction).toBe(join(own, '../own.yaml'));
    expect(load({ flags: { inventory: '010' } }).values.inventory).toBe('010');
  });

  it('an alias stands for its anchor', () => {
    expect(load({ file: file('handshakes: &n 7\nmax_parallel: *n\n') }).values).toMatchObject({ max_parallel: 7 });
  });

  it('an empty file sets nothing', () => {
    expect(load({ file: file('# nothing yet\n') }).values).toEqual(settingsSchema.parse({}));
  });
});

describe('wrong values', () => {
  const whole = 'expected a whole number from 1 to 100000';
  it.each([
    [{ flags: { max_parallel: 'many' } }, `--max-parallel: ${whole}, found "many"`],
    [{ flags: { inventory: '' } }, '--inventory: expected a path, found ""'],
    [{ flags: { max_parallel: 0 } }, `--max-parallel: ${whole}, found 0`],
    [{ env: { ROLLCALL_MAX_PARALLEL: '1e3' } }, `ROLLCALL_MAX_PARALLEL: ${whole}, found "1e3"`],
    [{ env: { ROLLCALL_MAX_PARALLEL: '1.5' } }, `ROLLCALL_MAX_PARALLEL: ${whole}, found 1.5`],
    [{ env: { ROLLCALL_WAIT_S: '-1' } }, 'ROLLCALL_WAIT_S: expected a number from 0 to 3600, found -1'],
    [
      { env: { ROLLCALL_LOG_FORMAT: 'xml', ROLLCALL_LOG_LEVEL: 'loud' } },
      'ROLLCALL_LOG_LEVEL: expected one of debug, info, warn, error, silent, found "loud"\n' +
        'ROLLCALL_LOG_FORMAT: expected one of text, json, found "xml"',
    ],
  ])('%j', (input, message) => {
    const error = refusal(input);
    expect([error.code, error.message]).toEqual(['bad_settings', message]);
  });

  it.each([
    ['max_parallel: many', `1: max_parallel: ${whole}, found "many"`],
    ['\nmax_parallel: "5"', `2: max_parallel: ${whole}, found "5"`],
    ['max_parallel:', `1: max_parallel: ${whole}, found nothing`],
    ['max_parallel: [1]', `1: max_parallel: ${whole}, found a list`],
    ['inventory: {a: 1}', '1: inventory: expected a path, found a map'],
    ['inventory: ""', '1: inventory: expected a path, found ""'],
    ['wait_s: 1\nwait_s: 2', '2: wait_s: expected each key once, found it already on line 1'],
    ['wait_s:\n\t- 1', '2: not valid YAML: a tab in the indentation: use spaces'],
    [
      'wait_s: { a: 1 } }\nmax_chars: 1\nhandshakes: 1',
      '1: not valid YAML: something unexpected; text that holds special characters needs quotes around it',
    ],
    [
      'wait_s: *no',
      '1: wait_s: an alias (*name) without an anchor (&name) before it; put text that starts with * in quotes',
    ],
    ['wait_s: 1\n---\nwait_s: 2', '2: not valid YAML: more than one document (---)'],
    [`wait_s: ${'['.repeat(20_000)}`, '1: nested too deeply to be read'],
    [`wait_s: ${'['.repeat(20)}${']'.repeat(20)}`, '1: wait_s[0]: nested deeper than 16 levels'],
    ['- wait_s', '1: expected a map of settings'],
    [
      'log_level: warn\nmax_paralel: 1',
      `2: max_paralel: unknown key, expected one of ${Object.keys(settingsSchema.shape).join(', ')}`,
    ],
  ])('in the file: %j', (text, message) => {
    const path = file(text);
    const error = refusal({ file: path });
    expect([error.code, error.message]).toEqual(['bad_settings', `${path}:${message}`]);
    expect(error.hint).toBe('correct the file; docs/settings.md explains every key');
  });

  it('all of a file are named, up to 20', () => {
    const path = file('wait_s: x\nhandshakes: 0\nwhat: 1\n');
    expect(
      refusal({ file: path })
        .message.split('\n')
        .map((line) => line.slice(path.length, path.length + 3)),
    ).toEqual([':1:', ':2:', ':3:']);
  });

  it('a file that is none, or too large to be one', () => {
    const fifo = join(temporaryFolder(), 'fifo');
    execFileSync('mkfifo', [fifo]);
    expect(refusal({ file: fifo }).message).toBe(`${fifo}: cannot be read: it is no regular file`);
    const large = file(`# ${'x'.repeat(1_048_576)}\n`);
    expect(refusal({ file: large }).message).toBe(`${large}: cannot be read: it is larger than 1048576 bytes`);
  });

  it('a file that was named and is not there', () => {
    const error = refusal({ file: '/nowhere/settings.yaml' });
    expect([error.code, error.message]).toEqual([
      'bad_settings',
      '/nowhere/settings.yaml: cannot be read: no such file',
    ]);
  });
});

it('a variable that no setting has gives a warning only', () => {
  const env = {
    ROLLCALL_HOME: '/h',
    ROLLCALL_SETTINGS: '',
    ROLLCALL_CORPUS: '/c',
    ROLLCALL_INVENTORY: 'd',
    OTHER: 'x',
  };
  expect(load({ env }).warnings).toEqual([]);
  expect(load({ env: { ...env, ROLLCALL_MAXPARALLEL: '5' } }).warnings).toEqual([
    'environment variable ROLLCALL_MAXPARALLEL is no setting of rollcall and has no effect',
  ]);
});
