import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuthMethod } from '../../src/model/device.ts';
import { makeFifo } from '../support/make-fifo.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { device, rejection, sourceIn } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

function juniper(devices: unknown, sshConfig = '') {
  const folder = temporaryFolder();
  const path = write(join(folder, 'devices.json'), JSON.stringify(devices, null, 2));
  write(join(folder, 'home/.ssh/lab'), sshConfig);
  return { folder, source: sourceIn(folder, { path }) };
}

const revealed = (method: AuthMethod | undefined): string | null =>
  method?.method === 'password' && method.source.from === 'plain' ? method.source.secret.reveal() : null;

describe('the devices.json of Juniper’s junos-mcp-server', () => {
  it('is taken as it is', async () => {
    const { folder, source } = juniper({
      'router-1': { ip: '10.0.0.1', port: 22, username: 'netops', auth: { type: 'password', password: 'pw-1' } },
      'router-2': {
        ip: '10.0.0.2',
        port: 830,
        username: 'netops',
        auth: { type: 'ssh_key', private_key_path: '~/k.pem' },
      },
      'router-3': { ip: '10.0.0.3', port: 22, username: 'netops', password: 'pw-3' },
      devices: { ip: '10.0.0.4', port: 22, username: 'netops', password: 'pw-4' },
    });
    const inventory = await source.current();
    expect([...inventory.devices.keys()]).toEqual(['router-1', 'router-2', 'router-3', 'devices']);
    expect(device(inventory, 'router-1')).toMatchObject({
      host: '10.0.0.1',
      port: 22,
      username: 'netops',
      platform: 'junos',
      hostKeys: 'accept-new',
    });
    expect(revealed(device(inventory, 'router-1').auth[0])).toBe('pw-1');
    expect(revealed(device(inventory, 'router-3').auth[0])).toBe('pw-3');
    expect(device(inventory, 'router-2')).toMatchObject({
      port: 830,
      auth: [{ method: 'key', path: join(folder, 'home/k.pem'), passphrase: null }],
    });
    expect(inventory.warnings).toEqual([
      expect.stringMatching(/^devices\.json:8: router-1\.auth\.password and 2 more: a password in plain text/),
    ]);
  });

  it('takes address and port from its ssh_config, the login from itself', async () => {
    const { folder, source } = juniper(
      {
        r: {
          ip: 'lab-1',
          port: 22,
          username: 'me',
          ssh_config: '~/.ssh/lab',
          auth: { type: 'ssh_key', private_key_path: 'k' },
        },
      },
      'Host lab-*\n  HostName %h.example\n  Port 2222\n  User other\n  IdentityFile ~/.ssh/id\n',
    );
    expect(device(await source.current(), 'r')).toMatchObject({
      host: 'lab-1.example',
      port: 2222,
      username: 'me',
      auth: [{ method: 'key', path: join(folder, 'k'), passphrase: null }],
    });
  });

  it.each([
    [{ ip: 'x', port: '22' }, 'devices.json:4: r.port: expected a whole number from 1 to 65535, found "22"'],
    [
      { ip: 'x', auth: { type: 'ssh_kye', private_key_path: 'k' } },
      'devices.json:5: r.auth.type: expected "password" or "ssh_key", found text (not shown, it may be a secret)',
    ],
    [{ ip: 'x', auth: { type: 'password' } }, 'devices.json:4: r.auth.password: expected a password, found nothing'],
    [
      { ip: 'x', auth: 'pw' },
      'devices.json:4: r.auth: expected a map with the type "password" or "ssh_key", found text (not shown, it may be a secret)',
    ],
    [
      { ip: 'x', host: 'y' },
      'devices.json:4: r.host: unknown key, expected one of ip, port, username, auth, password, ssh_config',
    ],
    [{ ip: 'x', ssh_config: '~/nope' }, 'devices.json:4: r.ssh_config: ~/nope cannot be read: no such file'],
    [
      { ip: 'x', ssh_config: '~/.ssh/lab' },
      'devices.json:4: r.ssh_config: ~/.ssh/lab:2: ProxyCommand: not yet supported by this version',
    ],
  ])('%j is refused', async (entry, message) => {
    const { source } = juniper({ r: entry }, 'Host *\n  ProxyCommand ssh jump nc %h 22\n');
    const error = await rejection(source.current());
    expect([error.code, error.message]).toEqual(['bad_inventory', message]);
  });

  it('takes /dev/null for an empty ssh_config, as ssh does', async () => {
    const { source } = juniper({ r: { ip: '192.0.2.1', ssh_config: '/dev/null' } });
    expect(device(await source.current(), 'r')).toMatchObject({ host: '192.0.2.1', port: 22 });
  });

  it('refuses an ssh_config that is no regular file, or too large', async () => {
    const folder = temporaryFolder();
    const fifo = makeFifo(join(folder, 'fifo'));
    const huge = join(folder, 'huge');
    writeFileSync(huge, '');
    truncateSync(huge, 16_777_217);
    for (const [path, why] of [
      [fifo, 'it is no regular file'],
      [folder, 'it is no regular file'],
      [huge, 'it is larger than 16777216 bytes'],
    ] as const) {
      const error = await rejection(juniper({ r: { ip: 'x', ssh_config: path } }).source.current());
      expect(error.message).toBe(`devices.json:4: r.ssh_config: ${path} cannot be read: ${why}`);
    }
  });

  it('names the device that has no ip', async () => {
    const { source } = juniper({ a: { ip: 'x' }, b: { port: 22 } });
    expect((await rejection(source.current())).message).toBe(
      'devices.json:5: b.ip: expected a host name or address, found nothing',
    );
  });
});
