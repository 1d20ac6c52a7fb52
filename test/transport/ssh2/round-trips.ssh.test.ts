import { expect, test } from 'vitest';
import { newHostKey, publicBlob, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { startTurnProxy } from '../../support/turn-proxy.ts';
import { connect, deviceAt, exec, keyFile, keyFiles, startDialer } from './dial-fixture.ts';

test('a cold command with a password waits for at most 8 replies, a warm one for at most 3', async () => {
  const server = await startMockSshServer();
  const proxy = await startTurnProxy(server.port, 40);
  const connection = await connect(startDialer(), deviceAt(proxy));
  expect((await exec(connection, 'show version')).stdout).toBe('show version\n');
  const cold = proxy.delays;
  expect(cold).toBeLessThanOrEqual(8);
  // Fewer would mean that the proxy does not hold replies back: TCP, identification, keys, service, login, channel, exec.
  expect(cold).toBeGreaterThanOrEqual(7);
  expect((await exec(connection, 'show version')).stdout).toBe('show version\n');
  expect(proxy.delays - cold).toBeLessThanOrEqual(3);
  expect(proxy.delays - cold).toBeGreaterThanOrEqual(2);
});

test('a cold command with a key waits for at most one reply more', async () => {
  const key = newHostKey();
  const server = await startMockSshServer({ keys: [publicBlob(key)] });
  const proxy = await startTurnProxy(server.port, 40);
  const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
  const connection = await connect(dialer, deviceAt(proxy, { auth: [keyFile('/k')] }));
  await exec(connection, 'show version');
  expect(proxy.delays).toBeLessThanOrEqual(8);
});
