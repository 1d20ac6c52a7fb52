import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { device, rejection, sourceIn } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

function sshConfig(text: string) {
  const folder = temporaryFolder();
  write(join(folder, 'config'), text);
  return { folder, source: sourceIn(folder, { sshConfig: 'config' }) };
}

describe('an OpenSSH client configuration as an inventory', () => {
  it('gives a device for every host without a wildcard; the first value counts, keys add up', async () => {
    const { folder, source } = sshConfig(`
# lab
IdentityFile ~/.ssh/all
Host mx1.fra mx2.fra !mx3.fra
  HostName=%h.example.net   # comment
  user "net ops"
  IdentityFile "keys/%n key"
Host mx1.*
\tPort = 2201
  User other
  StrictHostKeyChecking yes
  UserKnownHostsFile known
Host mx?.fra !mx2.fra
  Port 22
  ForwardAgent yes
Host mx?
  Port 1
Host ptx1
  IdentitiesOnly yes
  ProxyJump none
Host *
  Port 2299
`);
    const inventory = await source.current();
    expect([...inventory.devices.keys()]).toEqual(['mx1.fra', 'mx2.fra', 'ptx1']);
    expect(device(inventory, 'mx1.fra')).toMatchObject({
      host: 'mx1.fra.example.net',
      port: 2201,
      username: 'net ops',
      hostKeys: 'strict',
      knownHosts: join(folder, 'known'),
      auth: [
        { method: 'agent' },
        { method: 'key', path: join(folder, 'home/.ssh/all') },
        { method: 'key', path: join(folder, 'keys/mx1.fra key') },
      ],
    });
    expect(device(inventory, 'mx2.fra')).toMatchObject({ port: 2299, hostKeys: 'accept-new', username: 'net ops' });
    expect(device(inventory, 'ptx1')).toMatchObject({
      host: 'ptx1',
      username: 'me',
      auth: [{ method: 'key', path: join(folder, 'home/.ssh/all') }],
    });
  });

  it('a ? in a pattern is exactly one character', async () => {
    const { source } = sshConfig('Host mx\nHost mx?\n  Port 1\n');
    expect(device(await source.current(), 'mx').port).toBe(22);
  });

  it.each([
    ['Include lab.d/*', 'config:1: Include: not yet supported by this version'],
    ['Host a\nMatch exec "touch x"\n  Port 1', 'config:2: Match: not yet supported by this version'],
    ['Host a b\n  ProxyJump bastion', 'config:2: ProxyJump: not yet supported by this version'],
    ['Host a\nHost *\n  ProxyCommand nc %h %p', 'config:3: ProxyCommand: not yet supported by this version'],
    ['Host a b\n  Port ssh', 'config:2: Port: expected a whole number from 1 to 65535, found "ssh"'],
    ['Host a\n  Port 70000', 'config:2: Port: expected a whole number from 1 to 65535, found "70000"'],
    ['Host a\n  HostName', 'config:2: expected a keyword and its value, found one word'],
    ['Host', 'config:1: expected a keyword and its value, found one word'],
    ['hunter2', 'config:1: expected a keyword and its value, found one word'],
    ['Host a\n  User "root "', 'config:2: User: expected a user name without blanks around it, found "root "'],
    [
      'Host a:b@c',
      'config:1: Host: expected a device name of 1 to 255 visible characters, found text (not shown, it may be a secret)',
    ],
    [
      'Host a\n  HostName hunter2@c',
      'config:1: Host a: expected a host name or address, found "@" (the rest is not shown, it may hold a password); the user has a key of its own',
    ],
    ['Host a\n  User "x', 'config:2: expected a closing quote (")'],
    ['Host x\nHost a\n  HostName "a b"', 'config:2: Host a: expected a host name or address, found "a b"'],
  ])('%j is refused', async (text, message) => {
    const error = await rejection(sshConfig(text).source.current());
    expect([error.code, error.message]).toEqual(['bad_inventory', message]);
  });
});
