import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { newHostKey, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { connect, deviceAt, failedDial, password, startDialer } from './dial-fixture.ts';
import { rawServer } from './raw-server.ts';

describe('handshake', () => {
  test('no algorithm in common tells of legacy_algorithms, and with them it works', async () => {
    const server = await startMockSshServer({
      algorithms: { kex: ['diffie-hellman-group14-sha1'], cipher: ['aes128-cbc'] },
    });
    const dialer = startDialer();
    const failed = await failedDial(dialer, deviceAt(server));
    expect(failed).toMatchObject({
      outcome: 'unreachable',
      phase: 'handshake',
      message: 'no key exchange algorithm in common',
    });
    expect(failed.hint).toContain('legacy_algorithms: true');
    await connect(dialer, deviceAt(server, { legacyAlgorithms: true }));
  });

  test('no kind of host key in common says which are taken', async () => {
    const server = await startMockSshServer({
      hostKeys: [newHostKey('rsa').private],
      algorithms: { serverHostKey: ['ssh-rsa'] },
    });
    const dialer = startDialer();
    const { message, hint } = await failedDial(dialer, deviceAt(server));
    expect(message).toBe('no host key format in common');
    expect(hint).toContain('legacy_algorithms: true');
    expect(hint).toContain('host certificates and DSA keys are not supported');
    await connect(dialer, deviceAt(server, { legacyAlgorithms: true }));
  });

  test('agrees on the fast algorithms', async () => {
    const server = await startMockSshServer();
    let negotiated: unknown;
    const dialer = startDialer();
    const emit = vi.spyOn((await import('ssh2')).Client.prototype, 'emit');
    onTestFinished(() => emit.mockRestore());
    await connect(dialer, deviceAt(server));
    for (const [name, value] of emit.mock.calls) if (name === 'handshake') negotiated = value;
    expect(negotiated).toMatchObject({
      kex: 'ecdh-sha2-nistp256',
      cs: { cipher: 'aes128-gcm@openssh.com', compress: 'none' },
    });
  });

  test('closed during the key exchange', async () => {
    const server = await rawServer((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n')));
    expect(await failedDial(startDialer(), deviceAt(server))).toMatchObject({
      outcome: 'unreachable',
      phase: 'handshake',
      message: 'the server closed the connection during the key exchange',
    });
  });

  test('disconnect for too many connections', async () => {
    const server = await startMockSshServer({ onAuth: (_context, _log, connection) => disconnect(connection, 12) });
    expect(await failedDial(startDialer(), deviceAt(server))).toMatchObject({ outcome: 'busy', phase: 'handshake' });
  });

  test('closed while the first credential is checked says so; after a refusal it is a failed login', async () => {
    const server = await startMockSshServer({
      onAuth: (context, log, connection) => {
        if (log.auth.length === 2) connection.end();
        else context.reject(['password']);
      },
    });
    const refused = await failedDial(startDialer(), deviceAt(server, { auth: [password('a'), password('b')] }));
    expect(refused).toMatchObject({ outcome: 'auth_failed', phase: 'auth' });
    const cut = await startMockSshServer({ onAuth: (_context, _log, connection) => connection.end() });
    expect(await failedDial(startDialer(), deviceAt(cut))).toMatchObject({ outcome: 'unreachable', phase: 'auth' });
  });

  test('disconnect for too many authentication failures', async () => {
    const server = await startMockSshServer({ onAuth: (_context, _log, connection) => disconnect(connection, 14) });
    const failed = await failedDial(startDialer(), deviceAt(server));
    expect(failed).toMatchObject({ outcome: 'auth_failed', phase: 'auth' });
    expect(failed.message).toContain('too many authentication failures');
  });
});

/** SSH_MSG_DISCONNECT with a reason of our choice, which ssh2's server offers no call for. */
function disconnect(connection: object, reason: number): void {
  const protocol: unknown = Reflect.get(connection, '_protocol');
  if (typeof protocol !== 'object' || protocol === null) throw new Error('ssh2 keeps its protocol elsewhere');
  Reflect.apply(Reflect.get(protocol, 'disconnect'), protocol, [reason]);
}
