import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { Semaphore } from '../../../src/base/semaphore.ts';
import type { HostKeyStore } from '../../../src/transport/host-keys.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { portOf, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { connect, deviceAt, dial, exec, failedDial, flat, password, startDialer } from './dial-fixture.ts';
import { rawServer } from './raw-server.ts';

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

test('runs a command and leaves nothing behind', async () => {
  const server = await startMockSshServer();
  const dialer = startDialer();
  const connection = await connect(dialer, deviceAt(server));
  expect(connection.open).toBe(true);
  expect(await exec(connection, 'show version')).toEqual({
    answer: { ended: 'exit', exitStatus: 0, signal: null },
    stdout: 'show version\n',
    stderr: '',
  });
  await dialer.close();
  expect(connection.open).toBe(false);
  await server.until(() => server.openSockets() === 0);
});

test('tells when the login begins, before it is over and once only', async () => {
  const server = await startMockSshServer();
  const told: string[] = [];
  const answer = await startDialer().dial(deviceAt(server), {
    signal: new AbortController().signal,
    onStart: () => told.push('start'),
    onConnected: () => told.push('connected'),
  });
  told.push('logged in');
  expect(answer.ok).toBe(true);
  expect(told).toEqual(['start', 'connected', 'logged in']);
  const silent: string[] = [];
  await startDialer().dial(deviceAt({ port: await unusedPort() }), {
    signal: new AbortController().signal,
    onStart: () => silent.push('start'),
    onConnected: () => silent.push('connected'),
  });
  expect(silent).toEqual(['start']);
});

test('turns Nagle off', async () => {
  const server = await startMockSshServer();
  const noDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
  onTestFinished(() => noDelay.mockRestore());
  await connect(startDialer(), deviceAt(server));
  const ofClient = noDelay.mock.calls.filter((_call, index) => {
    const socket: unknown = noDelay.mock.contexts[index];
    return socket instanceof Socket && socket.remotePort === server.port;
  });
  expect(ofClient).toEqual([[true]]);
});

describe('before SSH', () => {
  test('refused', async () => {
    const failed = await failedDial(startDialer(), deviceAt({ port: await unusedPort() }));
    expect(failed).toMatchObject({ outcome: 'unreachable', phase: 'connect', message: 'connection refused' });
  });

  test('a name that is not known takes no handshake slot', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    const failed = await failedDial(
      startDialer({ resolve, handshakes: new Semaphore(0) }),
      deviceAt({ port: 22 }, { host: 'no.such.host' }),
    );
    expect(failed).toMatchObject({ outcome: 'unreachable', phase: 'resolve', message: 'the name is not known to DNS' });
  });

  test('a resolver that never answers ends with the connect deadline', async () => {
    const clock = new FakeClock();
    let asked = (): void => {};
    const asking = new Promise<void>((done) => {
      asked = done;
    });
    const resolve = () => {
      asked();
      return new Promise<never>(() => {});
    };
    const failed = failedDial(startDialer({ resolve, clock }), deviceAt({ port: 22 }, { host: 'slow.host' }));
    await asking;
    await nextTurn();
    clock.advance(10_000);
    expect(await failed).toMatchObject({ outcome: 'unreachable', phase: 'resolve' });
    expect(clock.pending).toBe(0);
  });

  test('several addresses are tried in turn', async () => {
    const server = await startMockSshServer();
    const resolve = () =>
      Promise.resolve([
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]);
    await connect(startDialer({ resolve }), deviceAt(server, { host: 'two.addresses' }));
    expect(server.connections).toHaveLength(1);
  });

  test.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'unreachable', 'the port speaks HTTP, not SSH'],
    ['SMTP', '220 mail ESMTP\r\n', 'unreachable', 'the port speaks SMTP or FTP, not SSH'],
    ['noise', Buffer.from([0, 1, 2, 3, 13, 65, 66]), 'unreachable', 'the port does not speak SSH'],
    ['SSH 1', 'SSH-1.5-Cisco-1.25\r\n', 'unreachable', 'the server speaks SSH protocol 1 only'],
    ['MaxStartups', 'Exceeded MaxStartups\r\n', 'busy', 'the device takes no more connections now'],
    [
      'nothing',
      '',
      'busy',
      'the device accepted the TCP connection and closed it at once, as at its limit of connections',
    ],
  ])('%s instead of a banner, then closed', async (_what, bytes, outcome, message) => {
    const server = await rawServer((socket) => socket.end(bytes));
    const failed = await failedDial(startDialer(), deviceAt(server));
    expect(failed).toMatchObject({ outcome, phase: 'handshake', message });
    expect(failed.hint).not.toBe('');
  });

  test('a reset at once is the limit of connections too', async () => {
    const server = await rawServer((socket) => socket.resetAndDestroy());
    expect(await failedDial(startDialer(), deviceAt(server))).toMatchObject({ outcome: 'busy', phase: 'handshake' });
  });
});

describe('connect deadline', () => {
  test.each([
    ['silent', '', 'connect_timeout', 'TCP connected, but no SSH banner within 10 s', 'handshake'],
    ['greeting without end', '220 mail\r\n', 'unreachable', 'the port speaks SMTP or FTP, not SSH', 'handshake'],
    [
      'banner only',
      'SSH-2.0-x\r\n',
      'connect_timeout',
      'SSH banner seen, but the key exchange did not finish within 10 s',
      'handshake',
    ],
  ])('%s', async (_what, bytes, outcome, message, phase) => {
    const clock = new FakeClock();
    let sent = (): void => {};
    const sending = new Promise<void>((done) => {
      sent = done;
    });
    // The client's identification shows that it is connected; a turn of the loop later it has read what was sent.
    const server = await rawServer((socket) => socket.once('data', () => socket.write(bytes, () => sent())));
    const answer = failedDial(startDialer({ clock }), deviceAt(server));
    await sending;
    await nextTurn();
    await nextTurn();
    clock.advance(10_000);
    expect(await answer).toMatchObject({ outcome, phase, message });
    expect(clock.pending).toBe(0);
  });

  test('during authentication', async () => {
    const clock = new FakeClock();
    const server = await startMockSshServer({ onAuth: () => {} });
    const failed = failedDial(startDialer({ clock }), deviceAt(server));
    await server.until(() => server.connections[0]?.auth.length === 1);
    clock.advance(10_000);
    expect(await failed).toMatchObject({
      outcome: 'connect_timeout',
      phase: 'auth',
      message: 'key exchange done, but authentication did not finish within 10 s',
    });
    await server.until(() => server.openSockets() === 0);
  });

  test('does not run while the dial waits for a slot', async () => {
    const clock = new FakeClock();
    const server = await startMockSshServer();
    const handshakes = new Semaphore(1);
    const permit = await handshakes.acquire(new AbortController().signal);
    const hostKeys: HostKeyStore = {
      check: () => Promise.resolve({ ok: true }),
      knownTypes: () => Promise.resolve([]),
      trust: () => Promise.resolve(),
    };
    const dialer = startDialer({ clock, handshakes, hostKeys });
    let started = 0;
    const dialling = dialer.dial(deviceAt(server), {
      signal: new AbortController().signal,
      onStart: () => {
        started += 1;
      },
    });
    await nextTurn();
    clock.advance(60_000);
    expect({ started, sockets: server.openSockets() }).toEqual({ started: 0, sockets: 0 });
    permit.release();
    expect((await dialling).ok).toBe(true);
    expect(started).toBe(1);
  });
});

describe('bounds and ends', () => {
  test('no more handshakes at once than the semaphore allows, and slots come back after failures', async () => {
    let inFlight = 0;
    let most = 0;
    const server = await startMockSshServer({
      onSocket: () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        return false;
      },
      onAuth: (context) => {
        inFlight -= 1;
        if (context.method === 'password' && context.password === 'right') context.accept();
        else context.reject(['password']);
      },
    });
    const dialer = startDialer({ handshakes: new Semaphore(3) });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        dial(dialer, deviceAt(server, { auth: [password(index % 2 === 0 ? 'right' : `wrong ${index}`)] })),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(6);
    expect(most).toBeLessThanOrEqual(3);
  });

  test('abort while dialling answers with its reason and closes the socket', async () => {
    const server = await startMockSshServer({ onAuth: () => {} });
    const controller = new AbortController();
    const failed = failedDial(startDialer(), deviceAt(server), controller.signal);
    await server.until(() => server.connections[0]?.auth.length === 1);
    controller.abort(new RollcallError('cancelled', 'enough'));
    expect(await failed).toMatchObject({ outcome: 'cancelled', message: 'enough' });
    await server.until(() => server.openSockets() === 0);
    expect(await failedDial(startDialer(), deviceAt(server), controller.signal)).toMatchObject({
      outcome: 'cancelled',
    });
    expect(server.connections).toHaveLength(1);
  });

  test('close ends dials under way, and later ones do not begin', async () => {
    const server = await startMockSshServer({ onAuth: () => {} });
    const dialer = startDialer();
    const dialling = dial(dialer, deviceAt(server));
    await server.until(() => server.connections[0]?.auth.length === 1);
    await dialer.close();
    const answer = await dialling;
    expect(answer.ok ? null : flat(answer.failure)).toMatchObject({ outcome: 'cancelled' });
    expect(await failedDial(dialer, deviceAt(server))).toMatchObject({ outcome: 'cancelled' });
    await server.until(() => server.openSockets() === 0);
    expect(server.connections).toHaveLength(1);
  });
});
