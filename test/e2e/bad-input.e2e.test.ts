import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { documentOf, rollcall, serveHttp } from '../support/built-command.ts';
import { connectHttp } from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A port that accepts and speaks something else than SSH. */
async function webServer(): Promise<number> {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** One good router among devices that each fail in their own way. */
async function mixedInventory(): Promise<{ home: string; inventory: string }> {
  const home = temporaryFolder();
  const fleet = await startFleet({ count: 1, inventoryOut: join(home, 'fleet.yaml') });
  onTestFinished(() => fleet.close());
  const [good] = fleet.devices;
  if (good === undefined) throw new Error('no device');
  const secret = join(home, 'password');
  writeFileSync(secret, fleet.password.reveal(), { mode: 0o600 });
  const inventory = join(home, 'devices.yaml');
  const login = `host: 127.0.0.1, port: ${good.port}, username: ${fleet.username}`;
  const devices = {
    good: `{ ${login}, auth: [{ password: { file: ${secret} } }] }`,
    'key-missing': `{ ${login}, auth: [{ key: ${join(home, 'no-such-key')} }] }`,
    'secret-fails': `{ ${login}, auth: [{ password: { command: ['false'] } }] }`,
    'secret-missing': `{ ${login}, auth: [{ password: { env: NO_SUCH_VARIABLE } }] }`,
    'not-ssh': `{ host: 127.0.0.1, port: ${await webServer()}, username: netops, auth: [{ password: { file: ${secret} } }] }`,
    'keys-unreadable': `{ ${login}, auth: [{ password: { file: ${secret} } }], known_hosts: ${home} }`,
    'no-such-name': `{ host: no-such-host.invalid, username: netops, auth: [{ password: { file: ${secret} } }] }`,
  };
  const text = Object.entries(devices).map(([name, fields]) => `  ${name}: ${fields}\n`);
  writeFileSync(inventory, `devices:\n${text.join('')}`, { mode: 0o600 });
  return { home, inventory };
}

describe('bad input', () => {
  it('gives each device that cannot work its own outcome with a hint, and disturbs no other', async () => {
    const { home, inventory } = await mixedInventory();
    const ended = await rollcall(home, ['run', 'all,mistyped', 'show version', '--json', '-i', inventory]);
    expect(ended.status).toBe(4);
    const { results = [] } = documentOf(ended);
    expect(results.map(({ device, outcome, error }) => [device, outcome, error?.phase])).toEqual([
      ['good', 'ok', undefined],
      ['key-missing', 'auth_failed', 'credentials'],
      ['secret-fails', 'auth_failed', 'credentials'],
      ['secret-missing', 'auth_failed', 'credentials'],
      ['not-ssh', 'unreachable', 'handshake'],
      ['keys-unreadable', 'host_key', 'host_key'],
      ['no-such-name', 'unreachable', 'resolve'],
      ['mistyped', 'unknown_device', 'request'],
    ]);
    for (const { error, outcome } of results) if (outcome !== 'ok') expect(error?.hint).toMatch(/\w{3}/);
  });

  it.each([
    [['run', 'all!all', 'show version'], 2],
    [['run', 'nobody', 'show version'], 5],
    [['run', '@nogroup', 'show version'], 2],
    [['run', 'good', ''], 2],
    [['run', 'good', 'show version\nrequest system reboot'], 3],
    [['run', 'good', 'show version', '--timeout', '-3'], 2],
    [['run', 'good', 'show version', '--timeout', '400d'], 2],
    [['run', 'good', 'show version', '--max-parallel', '0'], 2],
    [['run', 'good'], 2],
    [['show', 'no-such-run'], 2],
    [['nonsense'], 2],
  ])('answers %j with exit status %d and a word on stderr', async (args, status) => {
    const { home, inventory } = await mixedInventory();
    const ended = await rollcall(home, [...args, '--inventory', inventory]);
    expect(ended.status).toBe(status);
    expect(ended.stderr + ended.stdout).toMatch(/\w{4}/);
    expect(ended.stderr).not.toMatch(/\n\s+at .*\(/);
  });

  it('keeps the HTTP server up through bodies that are no JSON and commands of a megabyte', async () => {
    const { home, inventory } = await mixedInventory();
    const url = await serveHttp(home, ['--inventory', inventory]);
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    expect((await fetch(url, { method: 'POST', headers, body: '{"no json' })).status).toBe(400);
    const client = await connectHttp(url);
    onTestFinished(() => client.close());
    const long = await client.callTool('execute_command_batch', { devices: 'good', command: 'x'.repeat(1_000_000) });
    expect(long).toMatchObject({ isError: true });
    expect(long.content[0]?.text).toContain('1000000 characters');
    const fine = await client.callTool('execute_command_batch', { devices: 'good', command: 'show version' });
    expect(fine.structuredContent).toMatchObject({ summary: { succeeded: 1, total: 1 } });
  });
});
