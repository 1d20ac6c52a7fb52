import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { expect, it } from 'vitest';
import { builtMain, type Ended, ownEnvironment, rollcall, startRollcall } from '../support/built-command.ts';
import { filesUnder, formsOf, leaksOf, streamsOf, titleOf, type Written } from '../support/canary-search.ts';
import type { ClientDriver } from '../support/clients/client-driver.d.mts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { publicBlob, startMockSshServer } from '../support/mock-ssh-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const accepted = ['plain', 'env', 'file', 'command', 'juniper'] as const;
const refused = ['refused-plain', 'refused-env', 'refused-file', 'refused-command', 'refused-juniper'] as const;
const passphrases = ['passphrase', 'wrong-passphrase'] as const;
type Canary = (typeof accepted)[number] | (typeof refused)[number] | (typeof passphrases)[number];

/** One secret a place, new with each test; letters and digits only, so that no quoting hides it. */
function plant(): Readonly<Record<Canary, string>> {
  const names = [...accepted, ...refused, ...passphrases];
  const secrets = names.map((name) => [name, `canary${randomBytes(18).toString('hex')}`]);
  return Object.fromEntries(secrets) as Record<Canary, string>;
}

/** Two servers: one takes every good secret, the other none. Their devices, in both kinds of inventory. */
async function stage() {
  const home = temporaryFolder();
  const secrets = plant();
  const { passphrase } = secrets;
  const key = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, passphrase, cipher: 'aes256-ctr' });
  const parsed = ssh2.utils.parseKey(key.private, passphrase);
  if (parsed instanceof Error) throw parsed;
  const good = await startMockSshServer({ passwords: accepted.map((name) => secrets[name]), keys: [publicBlob(key)] });
  const bad = await startMockSshServer({ passwords: [], methods: ['password', 'keyboard-interactive'] });

  const planted: string[] = [];
  const put = (name: string, text: string, mode = 0o600): string => {
    const path = join(home, name);
    writeFileSync(path, text, { mode });
    planted.push(path);
    return path;
  };
  const keyPath = put('id_test', key.private);
  const device = (port: number, auth: string): string =>
    `{ host: 127.0.0.1, port: ${port}, username: netops, auth: [${auth}] }`;
  const passwordsOn = (port: number, prefix: '' | 'refused-'): string[] => {
    const file = put(`${prefix}secret`, `${secrets[`${prefix}file`]}\n`);
    const printed = put(`${prefix}printed`, `${secrets[`${prefix}command`]}\n`);
    return [
      `${prefix}plain: ${device(port, `{ password: ${secrets[`${prefix}plain`]} }`)}`,
      `${prefix}env: ${device(port, `{ password: { env: ${prefix === '' ? 'GOOD' : 'BAD'} } }`)}`,
      `${prefix}file: ${device(port, `{ password: { file: ${file} } }`)}`,
      `${prefix}command: ${device(port, `{ password: { command: [cat, ${printed}] } }`)}`,
    ];
  };
  const devices = [
    ...passwordsOn(good.port, ''),
    ...passwordsOn(bad.port, 'refused-'),
    `key: ${device(good.port, `{ key: ${keyPath}, passphrase: { env: PASSPHRASE } }`)}`,
    `wrong-key: ${device(good.port, `{ key: ${keyPath}, passphrase: { env: WRONG_PASSPHRASE } }`)}`,
  ];
  const yaml = put('devices.yaml', `devices:\n${devices.map((line) => `  ${line}\n`).join('')}`);
  const juniper = (port: number, password: string) => ({
    ip: '127.0.0.1',
    port,
    username: 'netops',
    auth: { type: 'password', password },
  });
  // Readable by all: that gets a warning, in which the password must not stand.
  const json = put(
    'devices.json',
    JSON.stringify({ j1: juniper(good.port, secrets.juniper), j2: juniper(bad.port, secrets['refused-juniper']) }),
    0o644,
  );
  const broken = put('broken.yaml', `devices:\n  r1: { host: [1], auth: [{ pasword: ${secrets.plain} }] }\n`);
  const torn = put('torn.yaml', `devices:\n  r1: { auth: [{ password: "${secrets.plain} }] }\n`);
  const env = {
    GOOD: secrets.env,
    BAD: secrets['refused-env'],
    PASSPHRASE: secrets.passphrase,
    WRONG_PASSPHRASE: secrets['wrong-passphrase'],
  };
  return { home, secrets, good, bad, yaml, json, broken, torn, env, planted };
}

async function askEverything(client: ClientDriver): Promise<string> {
  const answers = [
    await client.listTools(),
    await client.callTool('list_devices', { detail: true }),
    await client.callTool('execute_command_batch', { devices: 'all', command: 'show version', view: 'per_device' }),
    await client.callTool('execute_command_batch', { devices: 'all', command: 'request system reboot' }),
    await client.callTool('execute_command_batch', { devices: '@nowhere', command: 'show version' }),
    await client.callTool('list_runs', {}),
  ];
  await client.close();
  return JSON.stringify(answers);
}

it('no secret is in anything that rollcall writes, at its most talkative', { timeout: 180_000 }, async () => {
  const { home, secrets, good, bad, yaml, json, broken, torn, env, planted } = await stage();
  const written: Written[] = [];
  const keep = (what: string, ended: Ended): void => {
    written.push(...streamsOf(what, ended));
  };

  for (const format of ['text', 'json']) {
    const talkative = ['--log-level', 'debug', '--log-format', format];
    const lines = [
      ...[yaml, json].flatMap((inventory) => [
        ['run', 'all', 'show version', '-i', inventory],
        ['run', 'all', 'show version', '--json', '-i', inventory],
        ['run', 'all,nobody', 'show version', '--jsonl', '-i', inventory],
        ['devices', '-i', inventory],
        ['doctor', '-i', inventory],
        ['settings', '-i', inventory],
        ['trust', 'all', '-i', inventory],
      ]),
      ['devices', '-i', broken],
      ['doctor', '-i', torn],
      ['runs'],
      ['audit', 'show', '--json'],
    ];
    for (const line of lines) keep(line.join(' '), await rollcall(home, [...line, ...talkative], { env }));
  }

  for (const [era, { connectStdio, connectHttp }] of Object.entries({ modern, oldEra })) {
    for (const inventory of [yaml, json]) {
      const serve = ['serve', '-i', inventory, '--log-level', 'debug'];
      const traffic = join(home, `${era}-frames`);
      const shell = [
        '-c',
        `"$0" "$@" 2>>"${traffic}.stderr" | tee -a "${traffic}"`,
        process.execPath,
        builtMain,
        ...serve,
      ];
      const overStdio = await connectStdio({ command: 'sh', args: shell, env: { ...ownEnvironment(home), ...env } });
      written.push([`${era} over stdio`, await askEverything(overStdio)]);

      const server = startRollcall(home, [...serve, '--http', '0'], { env });
      const [url] = await server.said('stderr', /http:\/\/\S+(?=\n)/);
      written.push([`${era} over http`, await askEverything(await connectHttp(url))]);
      const { pid } = server.child;
      if (pid === undefined) throw new Error('the server has no pid');
      written.push([`process title of ${era}`, titleOf(pid)]);
      server.child.kill('SIGTERM');
      keep(`serve for ${era}`, await server.ended);
    }
  }

  // Nothing is proved by secrets that were never used, nor by looking where nothing is.
  const sent = [...good.connections, ...bad.connections].flatMap(({ auth, answers }) => [
    ...auth.map(({ password }) => password),
    ...answers.flat(),
  ]);
  for (const name of [...accepted, ...refused]) expect(sent, name).toContain(secrets[name]);
  expect(good.connections.some(({ auth }) => auth.some(({ signed }) => signed === true))).toBe(true);

  const files = filesUnder(home);
  const state = files.map(([path]) => path.slice(home.length + 1));
  for (const place of [
    /^state\/runs\/.+\/events\.jsonl$/,
    /^state\/audit\/.+\.jsonl$/,
    /^state\/known_hosts$/,
    /-frames$/,
  ]) {
    expect(
      state.some((path) => place.test(path)),
      String(place),
    ).toBe(true);
  }
  written.push(...files.filter(([path]) => !planted.includes(path)));
  const everything = written.map(([, text]) => text).join('\n');
  for (const said of ['debug', 'auth_failed', 'wrong-key', 'list_devices', 'serve', 'can read it'])
    expect(everything.includes(said), said).toBe(true);

  expect(leaksOf(secrets, written)).toEqual([]);
  // The same search finds them where they were planted.
  const inInventory = readFileSync(yaml, 'utf8');
  expect(formsOf(secrets.plain).filter((form) => inInventory.includes(form))).toEqual([secrets.plain]);
  const hidden = Buffer.from(`user:${secrets.plain}:more`).toString('base64');
  expect(formsOf(secrets.plain).some((form) => hidden.includes(form))).toBe(true);
});
