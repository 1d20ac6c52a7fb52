import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { inventoryOf, rejection, sourceIn } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

const layerKeys = 'platform, port, username, auth, host_keys, known_hosts, legacy_algorithms, timeouts, limits, tags';
const notShown = 'found text (not shown, it may be a secret)';
const bomb = (levels: number) =>
  `${Array.from(
    { length: levels },
    (_, level) =>
      `l${level}: &l${level} [${Array(10)
        .fill(level === 0 ? 'x' : `*l${level - 1}`)
        .join(', ')}]`,
  ).join('\n')}\n`;

/** What is in the file, and the whole message. */
const cases: readonly (readonly [what: string, text: string, ...message: string[]])[] = [
  [
    'a port in words',
    'devices:\n  mx1: { port: ssh }',
    'devices.yaml:2: devices.mx1.port: expected a whole number from 1 to 65535, found "ssh"',
  ],
  [
    'a port in quotes',
    'devices:\n  mx1:\n    port: "22"',
    'devices.yaml:3: devices.mx1.port: expected a whole number from 1 to 65535, found "22"',
  ],
  [
    'a port out of range',
    'devices: { a: { port: 65536 } }',
    'devices.yaml:1: devices.a.port: expected a whole number from 1 to 65535, found 65536',
  ],
  [
    'a login rate of none',
    'groups: { g: { limits: { logins_per_s: 0 } } }\ndevices: {}',
    'devices.yaml:1: groups.g.limits.logins_per_s: expected a number a second from 0.01 to 1000, found 0',
  ],
  [
    'a login rate outside a group',
    'devices: { a: { limits: { logins_per_s: 5 } } }',
    'devices.yaml:1: devices.a.limits.logins_per_s: unknown key, expected one of sessions',
  ],
  [
    'a fraction',
    'devices: { a: { limits: { sessions: 1.5 } } }',
    'devices.yaml:1: devices.a.limits.sessions: expected a whole number from 1 to 100, found 1.5',
  ],
  [
    'no value',
    'devices:\n  a:\n    port:\n',
    'devices.yaml:3: devices.a.port: expected a whole number from 1 to 65535, found nothing',
  ],
  [
    'yes for true',
    'defaults:\n  legacy_algorithms: yes\ndevices: {}',
    'devices.yaml:2: defaults.legacy_algorithms: expected true or false, found "yes"',
  ],
  [
    'a negative timeout',
    'devices: { a: { timeouts: { connect_s: -1 } } }',
    'devices.yaml:1: devices.a.timeouts.connect_s: expected seconds: a number more than 0 and at most 86400, found -1',
  ],
  [
    'an absurd timeout',
    'devices: { a: { timeouts: { command_s: 1e9 } } }',
    'devices.yaml:1: devices.a.timeouts.command_s: expected seconds: a number more than 0 and at most 86400, found 1000000000',
  ],
  [
    'an unknown platform',
    'devices: { a: { platform: ios } }',
    'devices.yaml:1: devices.a.platform: expected one of junos, eos, iosxe, iosxr, nxos, sros, srlinux, frr, linux, found "ios"',
  ],
  [
    'an unknown host key policy',
    'devices: { a: { host_keys: ask } }',
    'devices.yaml:1: devices.a.host_keys: expected one of strict, accept-new, off, found "ask"',
  ],
  [
    'a number for a map',
    'devices: { a: { timeouts: 5 } }',
    'devices.yaml:1: devices.a.timeouts: expected a map, found a number',
  ],
  ['a list of devices', 'devices: [a, b]', 'devices.yaml:1: devices: expected a map of device names, found a list'],
  ['text for a device', 'devices:\n  a: 10.0.0.1', 'devices.yaml:2: devices.a: expected a map, found text'],
  [
    'an unknown key',
    'devices:\n  a:\n    prot: 22',
    `devices.yaml:3: devices.a.prot: unknown key, expected one of ${layerKeys}, host, groups`,
  ],
  [
    'an unknown section',
    'device: {}\ndevices: {}',
    'devices.yaml:1: device: unknown key, expected one of defaults, groups, devices',
  ],
  [
    'a jump host',
    'devices:\n  a: {}\n  b: { via: a }',
    'devices.yaml:3: devices.b.via: not yet supported by this version',
  ],
  [
    'a group of which nothing may be worked on',
    'groups:\n  g:\n    limits: { devices_at_once: 0 }\ndevices: {}',
    'devices.yaml:3: groups.g.limits.devices_at_once: expected a whole number from 1 to 100000, found 0',
  ],
  [
    'an undefined group',
    'groups: { core: {} }\ndevices:\n  a: { groups: [core, cor] }',
    'devices.yaml:3: devices.a.groups[1]: expected a group defined under "groups" (core), found "cor"',
  ],
  [
    'a group in a group',
    'groups: { core: { groups: [x] } }\ndevices: {}',
    `devices.yaml:1: groups.core.groups: unknown key, expected one of ${layerKeys}`,
  ],
  [
    'a group name no selector can write',
    'groups:\n  "a b": {}\ndevices: {}',
    'devices.yaml:2: groups.a b: expected a group name of letters, digits, ".", "_" and "-"',
  ],
  [
    'a tag named platform',
    'devices: { a: { tags: { platform: x } } }',
    `devices.yaml:1: devices.a.tags.platform: a tag cannot be named "platform": a selector platform:… already means the device's own platform`,
  ],
  [
    'a tag that is a list',
    'devices: { a: { tags: { x: [1] } } }',
    'devices.yaml:1: devices.a.tags.x: expected text, found a list',
  ],
  [
    'the same device twice',
    'devices:\n  a: {}\n  b: {}\n  a: {}',
    'devices.yaml:4: devices.a: expected each key once, found it already on line 2',
  ],
  [
    'the same key twice',
    'defaults:\n  port: 1\n  port: 2\ndevices: {}',
    'devices.yaml:3: defaults.port: expected each key once, found it already on line 2',
  ],
  [
    'a device in a range and by itself',
    'devices:\n  r[1-3]: {}\n  r2: {}',
    'devices.yaml:3: devices.r2: expected each device once, found "r2" already on line 2',
  ],
  [
    'a range mismatch',
    'devices:\n  r[1-3]: { host: "10.0.0.[1-2]" }',
    'devices.yaml:2: devices.r[1-3].host: "r[1-3]" stands for 3 names, "10.0.0.[1-2]" for 2; name and host must have as many members as each other: they are paired in order',
  ],
  [
    'one host for several names',
    'devices:\n  r[1-3]:\n    host: 10.0.0.1',
    'devices.yaml:3: devices.r[1-3].host: "r[1-3]" stands for 3 names, "10.0.0.1" for 1; name and host must have as many members as each other: they are paired in order',
  ],
  [
    'a user in the host',
    'devices:\n  a:\n    host: me@10.0.0.1',
    'devices.yaml:3: devices.a.host: expected a host name or address, found "@" (the rest is not shown, it may hold a password); the user has a key of its own',
  ],
  [
    'brackets and a port in the host',
    'devices:\n  a: { host: "[::1]:22" }',
    'devices.yaml:2: devices.a.host: expected a host without brackets and without a port, found "[::1]:22"; the port has a key of its own',
  ],
  [
    'a port in the host',
    'devices:\n  a: { host: "10.0.0.1:22" }',
    'devices.yaml:2: devices.a.host: expected a host without brackets and without a port, found "10.0.0.1:22"; the port has a key of its own',
  ],
  [
    'a blank around the user name',
    'devices:\n  a: { username: "root " }',
    'devices.yaml:2: devices.a.username: expected a user name without blanks around it, found "root "',
  ],
  [
    'an unknown key beside a password, which may be a part of it',
    'defaults:\n  auth: [{ password: hunter2 }]\ndevices:\n  a: { password: hunt,er2 }',
    `devices.yaml:4: devices.a.password: unknown key, expected one of ${layerKeys}, host, groups`,
    `devices.yaml:4: devices.a: unknown key, expected one of ${layerKeys}, host, groups`,
  ],
  [
    'a map for a variable name',
    'devices:\n  a:\n    auth:\n      - password: { hunter2: 1 }',
    'devices.yaml:4: devices.a.auth[0].password.env: expected the name of an environment variable, found nothing',
    'devices.yaml:4: devices.a.auth[0].password: unknown key, expected one of env',
  ],
  [
    'devices left blank',
    'devices:\nport: 22',
    ...[
      'devices.yaml:1: devices: expected a map of device names, found nothing; write {} if there are none',
      'devices.yaml:2: port: unknown key, expected one of defaults, groups, devices',
    ],
  ],
  [
    'a name that is no host',
    'devices:\n  "core 1": {}',
    'devices.yaml:2: devices.core 1.host: expected a host name or address, found "core 1"',
  ],
  [
    'a login method that does not exist',
    'devices:\n  a:\n    auth:\n      - agent\n      - hunter2',
    `devices.yaml:5: devices.a.auth[1]: expected agent, {key: PATH} or {password: …}, ${notShown}`,
  ],
  [
    'one login method, no list',
    'devices: { a: { auth: hunter2 } }',
    `devices.yaml:1: devices.a.auth: expected a list of login methods, each agent, {key: PATH} or {password: …}, ${notShown}`,
  ],
  [
    'no login method',
    'devices: { a: { auth: [] } }',
    'devices.yaml:1: devices.a.auth: expected a list of login methods, each agent, {key: PATH} or {password: …}, found a list',
  ],
  [
    'a variable that is none',
    'devices: { a: { auth: [{ password: { env: hunter 2 } }] } }',
    `devices.yaml:1: devices.a.auth[0].password.env: expected the name of an environment variable, ${notShown}`,
  ],
  [
    'a command that is no list',
    'devices: { a: { auth: [{ password: { command: op read } }] } }',
    `devices.yaml:1: devices.a.auth[0].password.command: expected a list of texts: the program, then its arguments, ${notShown}`,
  ],
  [
    'a list for a password',
    'devices: { a: { auth: [{ password: [hunter2] }] } }',
    'devices.yaml:1: devices.a.auth[0].password: expected text, {env: NAME}, {file: PATH} or {command: [PROGRAM, ARGUMENT…]}, found a list',
  ],
  [
    'a key beside a password',
    'devices: { a: { auth: [{ password: x, key: y }] } }',
    'devices.yaml:1: devices.a.auth[0].key: unknown key, expected one of password',
  ],
  ['no devices', 'defaults: {}', 'devices.yaml:1: expected a map "devices" of device names, found none'],
  ['an empty file', '', 'devices.yaml:1: expected a map "devices" of device names, found none'],
  ['plain words', 'just words', 'devices.yaml:1: expected a map with "devices", found text'],
  ['tabs', 'devices:\n\ta: {}', 'devices.yaml:2: not valid YAML: a tab in the indentation: use spaces'],
  [
    'an open bracket',
    'devices:\n  a: { port: 1\n',
    'devices.yaml:3: not valid YAML: wrong indentation, or a missing end quote or bracket',
  ],
  [
    'an open quote',
    'devices:\n  a:\n    username: "hunter2\n',
    'devices.yaml:4: not valid YAML: a missing quote, comma, colon, dash or blank; text that holds special characters needs quotes around it',
  ],
  [
    'an unknown YAML tag',
    'devices:\n  a: !vault hunter2\n',
    'devices.yaml:2: not valid YAML: a tag (!) that is not known or does not fit; text that holds special characters needs quotes around it',
  ],
  ['two documents', 'devices: {}\n---\ndevices: {}\n', 'devices.yaml:2: not valid YAML: more than one document (---)'],
  [
    'an alias without an anchor',
    'devices:\n  a: *b\n',
    'devices.yaml:2: devices.a: an alias (*name) without an anchor (&name) before it; put text that starts with * in quotes',
  ],
  ['an alias bomb', `${bomb(8)}devices: *l7\n`, 'devices.yaml:6: l5[0]: its aliases (*name) stand for too much'],
  ['an alias inside itself', 'devices: &a\n  x: *a\n', 'devices.yaml:2: devices.x: nested deeper than 16 levels'],
  ['no end of nesting', `devices: ${'['.repeat(20_000)}`, 'devices.yaml:1: nested too deeply to be read'],
  [
    'several mistakes',
    'devices:\n  a: { port: 0, colour: red }\ndefaults:\n  port: x\n',
    'devices.yaml:2: devices.a.port: expected a whole number from 1 to 65535, found 0',
    `devices.yaml:2: devices.a.colour: unknown key, expected one of ${layerKeys}, host, groups`,
    'devices.yaml:4: defaults.port: expected a whole number from 1 to 65535, found "x"',
  ],
  [
    'more than 20 mistakes',
    `devices:\n${Array.from({ length: 23 }, (_, index) => `  r${index}: { port: x }`).join('\n')}`,
    ...Array.from(
      { length: 20 },
      (_, index) =>
        `devices.yaml:${index + 2}: devices.r${index}.port: expected a whole number from 1 to 65535, found "x"`,
    ),
    '… and 3 more',
  ],
];

describe('a bad inventory is refused, naming file, line, key and what was expected', () => {
  it.each(cases)('%s', async (_what, text, ...message) => {
    const folder = temporaryFolder();
    write(join(folder, 'devices.yaml'), text);
    const error = await rejection(sourceIn(folder, { path: 'devices.yaml' }).current());
    expect(error.code).toBe('bad_inventory');
    expect(error.message).toBe(message.join('\n'));
    expect(error.hint).toBe('correct the file; docs/inventory.md explains every key');
  });

  it('a device name with control characters', async () => {
    const error = await rejection(inventoryOf('devices: { "a\\e31m": { host: h } }'));
    expect(error.message).toMatch(
      /devices\.a�31m: expected a device name of 1 to 255 visible characters, found "a\\u001b31m"$/,
    );
  });
});
