import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { device, inventoryOf, sourceIn } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

describe('what a device inherits', () => {
  it('takes every default when nothing is set', async () => {
    const folder = temporaryFolder();
    write(join(folder, 'home/.ssh/id_ed25519'), 'x');
    write(join(folder, 'home/.ssh/id_rsa'), 'x');
    const path = write(join(folder, 'devices.yaml'), 'devices:\n  mx1.fra:\n');
    expect(device(await sourceIn(folder, { path }).current(), 'mx1.fra')).toEqual({
      name: 'mx1.fra',
      host: 'mx1.fra',
      port: 22,
      platform: 'junos',
      username: 'me',
      auth: [
        { method: 'agent' },
        { method: 'key', path: join(folder, 'home/.ssh/id_ed25519'), passphrase: null },
        { method: 'key', path: join(folder, 'home/.ssh/id_rsa'), passphrase: null },
      ],
      hostKeys: 'accept-new',
      knownHosts: join(folder, 'home/.ssh/known_hosts'),
      legacyAlgorithms: false,
      connectTimeoutMs: 15_000,
      commandTimeoutMs: 30_000,
      sessionLimit: 4,
      groups: [],
      tags: {},
    });
  });

  it('has the login rate of each of its groups, as a bound of the group', async () => {
    const inventory = await inventoryOf(`
groups: { a: { limits: { logins_per_s: 2.5, sessions: 2 } }, b: { limits: { logins_per_s: 10 } }, c: {} }
devices: { x: { groups: [c, b, a, b] }, y: { groups: [c] } }
`);
    expect(device(inventory, 'x')).toMatchObject({
      sessionLimit: 2,
      loginPaces: [
        { group: 'b', perSecond: 10 },
        { group: 'a', perSecond: 2.5 },
      ],
    });
    expect(device(inventory, 'y').loginPaces).toBeUndefined();
  });

  it('has how many devices of each of its groups may be worked on at once', async () => {
    const inventory = await inventoryOf(`
groups: { core: { limits: { devices_at_once: 1 } }, fra: { limits: { devices_at_once: 10 } }, edge: {} }
devices: { x: { groups: [edge, core, fra] }, y: { groups: [edge] } }
`);
    expect(device(inventory, 'x').groupLimits).toEqual([
      { group: 'core', devicesAtOnce: 1 },
      { group: 'fra', devicesAtOnce: 10 },
    ]);
    expect(device(inventory, 'y').groupLimits).toBeUndefined();
  });

  it('is stronger in a group than in defaults, in a later group than in an earlier one, and strongest in the device', async () => {
    const inventory = await inventoryOf(`
defaults: { port: 1, username: d, platform: eos, tags: { a: d, b: d, c: d, d: d }, timeouts: { connect_s: 1, command_s: 1.5 } }
groups:
  one: { port: 2, username: one, tags: { b: one, c: one, d: one }, timeouts: { connect_s: 2 } }
  two: { port: 3, tags: { c: two, d: two }, limits: { sessions: 7 } }
devices:
  x: { groups: [one, two], tags: { d: x }, legacy_algorithms: true, host_keys: strict }
  y: { groups: [two, one], port: 4 }
  z: {}
`);
    expect(device(inventory, 'x')).toMatchObject({
      port: 3,
      username: 'one',
      platform: 'eos',
      tags: { a: 'd', b: 'one', c: 'two', d: 'x' },
      connectTimeoutMs: 2_000,
      commandTimeoutMs: 1_500,
      sessionLimit: 7,
      legacyAlgorithms: true,
      hostKeys: 'strict',
      groups: ['one', 'two'],
    });
    expect(device(inventory, 'y')).toMatchObject({ port: 4, tags: { a: 'd', b: 'one', c: 'one', d: 'one' } });
    expect(device(inventory, 'z')).toMatchObject({ port: 1, username: 'd', sessionLimit: 4 });
    expect([...inventory.groups]).toEqual([
      ['one', ['x', 'y']],
      ['two', ['x', 'y']],
    ]);
  });

  it('replaces the list of login methods as a whole', async () => {
    const inventory = await inventoryOf(`
defaults: { auth: [agent] }
devices:
  x: { auth: [{ password: { env: PW } }] }
  y:
`);
    expect(device(inventory, 'x').auth).toEqual([{ method: 'password', source: { from: 'env', name: 'PW' } }]);
    expect(device(inventory, 'y').auth).toEqual([{ method: 'agent' }]);
  });
});

describe('names', () => {
  it('stay as written and in order, numbers and all', async () => {
    const inventory = await inventoryOf(`
groups: { 010: { tags: { 7: 007, on: yes, t: true } } }
devices:
  1e3: { groups: [010] }
  010:
  0x10: { username: 0x10 }
  "9":
  5:
  true:
`);
    expect([...inventory.devices.keys()]).toEqual(['1e3', '010', '0x10', '9', '5', 'true']);
    expect([...inventory.devices.values()].map(({ host }) => host)).toEqual(['1e3', '010', '0x10', '9', '5', 'true']);
    expect(device(inventory, '1e3').tags).toEqual({ 7: '007', on: 'yes', t: 'true' });
    expect(device(inventory, '0x10').username).toBe('0x10');
    expect([...inventory.groups]).toEqual([['010', ['1e3']]]);
  });

  it('expand pairwise with their hosts', async () => {
    const inventory = await inventoryOf(`
groups: { edge: {} }
devices:
  edge-r[09-11].lon: { host: "10.1.0.[9-11]", groups: [edge] }
  p[1-2]:
`);
    expect([...inventory.devices.values()].map(({ name, host }) => `${name} ${host}`)).toEqual([
      'edge-r09.lon 10.1.0.9',
      'edge-r10.lon 10.1.0.10',
      'edge-r11.lon 10.1.0.11',
      'p1 p1',
      'p2 p2',
    ]);
    expect(inventory.groups.get('edge')).toEqual(['edge-r09.lon', 'edge-r10.lon', 'edge-r11.lon']);
  });

  it('that are properties of every object are ordinary tags and devices', async () => {
    const inventory = await inventoryOf(
      'devices:\n  constructor: { tags: { __proto__: x, toString: y } }\n  __proto__:\n',
    );
    const { tags } = device(inventory, 'constructor');
    expect(Object.entries(tags)).toEqual([
      ['__proto__', 'x'],
      ['toString', 'y'],
    ]);
    expect(tags.constructor).toBeUndefined();
    expect(device(inventory, '__proto__').host).toBe('__proto__');
  });
});

describe('paths and secrets', () => {
  it('are relative to the file, and ~ is the home folder', async () => {
    const folder = temporaryFolder();
    const path = write(
      join(folder, 'net/devices.yaml'),
      `
devices:
  x:
    known_hosts: known
    auth:
      - key: keys/id
        passphrase: { file: ~/pass }
      - password: { command: [bin/pw, bin/pw] }
      - password: { command: [op, read, 010] }
`,
    );
    const found = device(await sourceIn(folder, { path }).current(), 'x');
    expect(found.knownHosts).toBe(join(folder, 'net/known'));
    expect(found.auth).toEqual([
      {
        method: 'key',
        path: join(folder, 'net/keys/id'),
        passphrase: { from: 'file', path: join(folder, 'home/pass') },
      },
      { method: 'password', source: { from: 'command', argv: [join(folder, 'net/bin/pw'), 'bin/pw'] } },
      { method: 'password', source: { from: 'command', argv: ['op', 'read', '010'] } },
    ]);
  });

  it('in plain text work, keep their spelling, and give one warning', async () => {
    const text = 'devices:\n  a: { auth: [{ password: 0123 }] }\n  b: { auth: [{ password: x }, { password: y }] }\n';
    const inventory = await inventoryOf(text);
    const [method] = device(inventory, 'a').auth;
    if (method?.method !== 'password' || method.source.from !== 'plain') throw new Error('expected a plain password');
    expect(method.source.secret.reveal()).toBe('0123');
    expect(inventory.warnings).toEqual([
      expect.stringMatching(/devices\.yaml:2: devices\.a\.auth\[0\]\.password and 2 more: a password in plain text; /),
    ]);
  });

  it('in plain text in a file that others can read give the chmod to type', async () => {
    const folder = temporaryFolder();
    const text = 'devices: { a: { auth: [{ password: secret-word }] } }\n';
    const path = write(join(folder, 'my devices.yaml'), text, 0o640);
    const { warnings } = await sourceIn(folder, { path }).current();
    expect(warnings[1]).toBe(
      "my devices.yaml holds a password and other users of this machine can read it: chmod 600 'my devices.yaml'",
    );
    expect(warnings.join()).not.toContain('secret-word');
  });

  it('read from elsewhere give no warning, even in a file that all can read', async () => {
    const folder = temporaryFolder();
    const path = write(join(folder, 'd.yaml'), 'devices: { a: { auth: [{ password: { env: PW } }] } }\n', 0o644);
    expect((await sourceIn(folder, { path }).current()).warnings).toEqual([]);
  });
});

describe('YAML and JSON', () => {
  it('reads JSON, tabs and all', async () => {
    const inventory = await inventoryOf('{\n\t"devices": {\n\t\t"b": {"port": 2022},\n\t\t"a": null\n\t}\n}\n');
    expect([...inventory.devices.values()].map(({ name, port }) => [name, port])).toEqual([
      ['b', 2022],
      ['a', 22],
    ]);
  });

  it('follows aliases', async () => {
    const inventory = await inventoryOf('devices:\n  a: &same { port: 5 }\n  b: *same\n');
    expect(device(inventory, 'b').port).toBe(5);
  });

  it('takes blank sections as empty', async () => {
    expect((await inventoryOf('defaults:\ngroups:\ndevices: {}\n')).devices.size).toBe(0);
  });
});
