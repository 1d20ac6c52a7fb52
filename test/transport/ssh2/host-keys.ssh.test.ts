import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection as ServerConnection } from 'ssh2';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { Semaphore } from '../../../src/base/semaphore.ts';
import type { Device } from '../../../src/model/device.ts';
import type { HostKeyStore } from '../../../src/transport/host-keys.ts';
import { createHostKeyStore } from '../../../src/transport/known-hosts/create-host-key-store.ts';
import { fingerprint } from '../../../src/transport/known-hosts/fingerprint.ts';
import { HostResolver } from '../../../src/transport/ssh2/host-resolver.ts';
import { type ScanOptions, scanHostKey } from '../../../src/transport/ssh2/scan-host-key.ts';
import { hostKeyTruster } from '../../../src/transport/ssh2/trust-host-key.ts';
import { newHostKey, publicBlob, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connect, deviceAt, failedDial, never, startDialer } from './dial-fixture.ts';
import { sayUnasked } from './say-unasked.ts';

const storeIn = (homeDir: string): HostKeyStore =>
  createHostKeyStore({ homeDir, logger: silentLogger, clock: systemClock });

const scan = (device: Device, changes: Partial<ScanOptions> = {}) =>
  scanHostKey(device, {
    signal: never(),
    clock: systemClock,
    handshakes: new Semaphore(1),
    resolver: new HostResolver({ clock: systemClock }),
    ...changes,
  });

test('the first key is remembered, another one refused before any credential is sent, until it is trusted', async () => {
  const homeDir = temporaryFolder();
  const hostKeys = storeIn(homeDir);
  const dialer = startDialer({ hostKeys });
  const [old, now] = [newHostKey(), newHostKey()];
  const before = await startMockSshServer({ hostKeys: [old.private] });
  await connect(dialer, deviceAt(before));
  expect(readFileSync(join(homeDir, 'known_hosts'), 'utf8')).toBe(
    `[127.0.0.1]:${before.port} ssh-ed25519 ${publicBlob(old)}\n`,
  );
  await connect(dialer, deviceAt(before, { hostKeys: 'strict' }));

  const after = await startMockSshServer({ hostKeys: [now.private] });
  const moved = deviceAt(after, { knownHosts: join(homeDir, 'moved') });
  await hostKeys.trust(moved, { type: 'ssh-ed25519', blob: Buffer.from(publicBlob(old), 'base64') }, never());
  const refused = await failedDial(dialer, moved);
  expect(refused).toMatchObject({ outcome: 'host_key', phase: 'host_key' });
  for (const { public: line } of [old, now]) {
    expect(refused.message).toContain(fingerprint(Buffer.from(line.split(' ')[1] ?? '', 'base64')));
  }
  expect(after.connections[0]?.auth).toEqual([]);
  await after.until(() => after.openSockets() === 0);

  const scanned = await scan(moved);
  if (!scanned.ok) throw new Error(scanned.failure.error.message);
  await hostKeys.trust(moved, scanned.key, never());
  await connect(dialer, moved);
  await dialer.close();
});

test('a server that says logged in before its host key was checked is not believed', async () => {
  let client: ServerConnection | null = null;
  const server = await startMockSshServer({
    onConnection: (connection) => {
      client = connection;
    },
  });
  const homeDir = temporaryFolder();
  const device = deviceAt(server, { hostKeys: 'strict' });
  const store = storeIn(homeDir);
  const check: HostKeyStore['check'] = async (...asked) => {
    if (client !== null) await sayUnasked(client, 'authSuccess');
    return store.check(...asked);
  };
  expect(await failedDial(startDialer({ hostKeys: { ...store, check } }), device)).toMatchObject({
    outcome: 'host_key',
    phase: 'host_key',
  });
  expect(server.connections[0]?.channelsAsked).toBe(0);
});

test('a known type is asked for first, so that a server with several keys shows the one on record', async () => {
  const homeDir = temporaryFolder();
  const dialer = startDialer({ hostKeys: storeIn(homeDir) });
  const keys = [newHostKey('ed25519'), newHostKey('ecdsa')];
  const server = await startMockSshServer({ hostKeys: keys.map((key) => key.private) });
  const device = deviceAt(server);
  const hostKeys = storeIn(homeDir);
  const blob = Buffer.from(publicBlob(keys[1] ?? { public: '' }), 'base64');
  await hostKeys.trust(device, { type: 'ecdsa-sha2-nistp256', blob }, never());
  await connect(dialer, device);
  await connect(dialer, { ...device, hostKeys: 'strict' });
  await dialer.close();
});

test.each(['ed25519', 'rsa'] as const)('a scan reads an %s key without logging in', async (type) => {
  const key = newHostKey(type);
  const server = await startMockSshServer({ hostKeys: [key.private] });
  const blob = Buffer.from(publicBlob(key), 'base64');
  expect(await scan(deviceAt(server, { auth: [] }))).toEqual({ ok: true, key: { type: `ssh-${type}`, blob } });
  await server.until(() => server.openSockets() === 0);
  expect(server.connections[0]?.auth).toEqual([]);
});

test('a scan that fails says why', async () => {
  const server = await startMockSshServer({ onSocket: (socket) => Boolean(socket.end('HTTP/1.1 400\r\n')) });
  expect(await scan(deviceAt(server))).toMatchObject({
    ok: false,
    failure: { outcome: 'unreachable', error: { phase: 'handshake' } },
  });
  expect(await scan(deviceAt(server), { signal: AbortSignal.abort() })).toMatchObject({
    ok: false,
    failure: { outcome: 'cancelled' },
  });
});

test('trust waits for a handshake slot, gives it back, and a cancel ends the wait', async () => {
  const key = newHostKey();
  const server = await startMockSshServer({ hostKeys: [key.private] });
  const handshakes = new Semaphore(1);
  const trust = hostKeyTruster({ hostKeys: storeIn(temporaryFolder()), handshakes, clock: systemClock });
  const taken = await handshakes.acquire(never());
  const cancel = new AbortController();
  const cancelled = trust(deviceAt(server), cancel.signal);
  const waiting = trust(deviceAt(server), never());
  cancel.abort();
  expect(await cancelled).toEqual({ device: 'r1', ok: false, detail: 'cancelled' });
  expect(server.connections).toEqual([]);
  taken.release();
  const detail = fingerprint(Buffer.from(publicBlob(key), 'base64'));
  expect(await waiting).toEqual({ device: 'r1', ok: true, detail });
  (await handshakes.acquire(never())).release();
  expect(server.connections).toHaveLength(1);
});
