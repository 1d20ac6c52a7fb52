import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { createHostKeyStore } from '../../../src/transport/known-hosts/create-host-key-store.ts';
import { fingerprint } from '../../../src/transport/known-hosts/fingerprint.ts';
import { scanHostKey } from '../../../src/transport/ssh2/scan-host-key.ts';
import { newHostKey, publicBlob, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connect, deviceAt, failedDial, never, startDialer } from './dial-fixture.ts';

test('the first key is remembered, another one refused before any credential is sent, until it is trusted', async () => {
  const homeDir = temporaryFolder();
  const hostKeys = createHostKeyStore({ homeDir, logger: silentLogger });
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
  await hostKeys.trust(moved, { type: 'ssh-ed25519', blob: Buffer.from(publicBlob(old), 'base64') });
  const refused = await failedDial(dialer, moved);
  expect(refused).toMatchObject({ outcome: 'host_key', phase: 'host_key' });
  for (const { public: line } of [old, now]) {
    expect(refused.message).toContain(fingerprint(Buffer.from(line.split(' ')[1] ?? '', 'base64')));
  }
  expect(after.connections[0]?.auth).toEqual([]);
  await after.until(() => after.openSockets() === 0);

  const scan = await scanHostKey(moved, { signal: never(), clock: systemClock });
  if (!scan.ok) throw new Error(scan.failure.error.message);
  await hostKeys.trust(moved, scan.scanned.key);
  await connect(dialer, moved);
  await dialer.close();
});

test('a known type is asked for first, so that a server with several keys shows the one on record', async () => {
  const homeDir = temporaryFolder();
  const dialer = startDialer({ hostKeys: createHostKeyStore({ homeDir, logger: silentLogger }) });
  const keys = [newHostKey('ed25519'), newHostKey('ecdsa')];
  const server = await startMockSshServer({ hostKeys: keys.map((key) => key.private) });
  const device = deviceAt(server);
  const hostKeys = createHostKeyStore({ homeDir, logger: silentLogger });
  await hostKeys.trust(device, {
    type: 'ecdsa-sha2-nistp256',
    blob: Buffer.from(publicBlob(keys[1] ?? { public: '' }), 'base64'),
  });
  await connect(dialer, device);
  await connect(dialer, { ...device, hostKeys: 'strict' });
  await dialer.close();
});

test.each(['ed25519', 'rsa'] as const)('a scan reads an %s key without logging in', async (type) => {
  const key = newHostKey(type);
  const server = await startMockSshServer({ hostKeys: [key.private] });
  const scan = await scanHostKey(deviceAt(server, { auth: [] }), { signal: never(), clock: systemClock });
  const blob = Buffer.from(publicBlob(key), 'base64');
  expect(scan).toEqual({
    ok: true,
    scanned: { key: { type: `ssh-${type}`, blob }, fingerprint: fingerprint(blob) },
  });
  await server.until(() => server.openSockets() === 0);
  expect(server.connections[0]?.auth).toEqual([]);
});

test('a scan that fails says why', async () => {
  const server = await startMockSshServer({ onSocket: (socket) => Boolean(socket.end('HTTP/1.1 400\r\n')) });
  const scan = await scanHostKey(deviceAt(server), { signal: never(), clock: systemClock });
  expect(scan).toMatchObject({ ok: false, failure: { outcome: 'unreachable', error: { phase: 'handshake' } } });
  expect(await scanHostKey(deviceAt(server), { signal: AbortSignal.abort(), clock: systemClock })).toMatchObject({
    ok: false,
    failure: { outcome: 'cancelled' },
  });
});
