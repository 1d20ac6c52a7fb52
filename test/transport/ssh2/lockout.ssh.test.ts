import type { AuthContext, Connection as ServerConnection } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { Semaphore } from '../../../src/base/semaphore.ts';
import { createLoginGate } from '../../../src/transport/login-gate/create-login-gate.ts';
import type { LoginGate } from '../../../src/transport/login-gate.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type MockServerOptions, newHostKey, publicBlob, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { connect, deviceAt, dial, flat, keyFile, keyFiles, never, password, startDialer } from './dial-fixture.ts';
import { sayUnasked } from './say-unasked.ts';

/** Servers that share a count of the passwords they have seen. */
async function servers(count: number, options: MockServerOptions = {}) {
  const started = await Promise.all(Array.from({ length: count }, () => startMockSshServer(options)));
  const passwords = () =>
    started.flatMap(({ connections }) => connections.flatMap(({ auth, answers }) => [...auth, ...answers])).length;
  return { started, passwords };
}

/** A server that keeps the first login without an answer until it is told. */
async function slowServer() {
  const asked: AuthContext[] = [];
  const server = await startMockSshServer({ onAuth: (context) => void asked.push(context) });
  return {
    server,
    answer: async (how: 'accept' | 'reject') => {
      await server.until(() => asked.length > 0);
      if (how === 'accept') asked[0]?.accept();
      else asked[0]?.reject(['password']);
    },
    asked: () => server.until(() => asked.length > 0),
  };
}

describe('a wrong password', () => {
  test.each([1, 2, 100])(
    'is seen by two of 12 devices with %i handshakes at once, and nothing hangs',
    async (bound) => {
      const { started, passwords } = await servers(12);
      const dialer = startDialer({ handshakes: new Semaphore(bound) });
      const answers = await Promise.all(
        started.map((server) => dial(dialer, deviceAt(server, { auth: [password('wrong')] }))),
      );
      expect(passwords()).toBe(2);
      const outcomes = answers.map((answer) => (answer.ok ? 'ok' : answer.failure.error.code)).sort();
      expect(outcomes).toEqual(['auth_failed', 'auth_failed', ...Array(10).fill('credential_refused')]);
    },
  );

  test('by keyboard-interactive is one try with the password that went out before', async () => {
    const { started } = await servers(4, { methods: ['keyboard-interactive'] });
    const dialer = startDialer();
    for (const server of started) await dial(dialer, deviceAt(server, { auth: [password('wrong')] }));
    const answers = started.flatMap(({ connections }) => connections.flatMap((log) => log.answers));
    expect(answers).toEqual([['wrong'], ['wrong']]);
    // Known by then: not even a connection is opened.
    expect(started.at(-1)?.connections).toEqual([]);
  });

  test('that is held back leaves the other ways to log in', async () => {
    const key = newHostKey();
    const { started } = await servers(3, { keys: [publicBlob(key)] });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const auth = [password('wrong'), keyFile('/k')];
    for (const server of started) await connect(dialer, deviceAt(server, { auth }));
    const methods = started.map(({ connections }) => connections[0]?.auth[0]?.method);
    expect(methods).toEqual(['password', 'password', 'publickey']);
  });

  test('that is held back is told where another credential was refused', async () => {
    const key = newHostKey();
    const { started } = await servers(3);
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const auth = [password('wrong'), keyFile('/k')];
    const answers = [];
    for (const server of started) answers.push(await dial(dialer, deviceAt(server, { auth })));
    const last = answers[2];
    if (last === undefined || last.ok) throw new Error('it logged in');
    expect(flat(last.failure)).toMatchObject({ outcome: 'auth_failed', phase: 'auth' });
    expect(last.failure.error.message).toMatch(
      /tried key \/k; .*two logins with this user name and password were refused/,
    );
  });

  test('on one device of many is told as refused there alone', async () => {
    const { started } = await servers(6);
    const odd = await startMockSshServer({ passwords: ['another'] });
    const dialer = startDialer();
    const answers = await Promise.all([odd, ...started].map((server) => dial(dialer, deviceAt(server))));
    expect(answers.map(({ ok }) => ok)).toEqual([false, ...Array(6).fill(true)]);
    expect(answers[0]).toMatchObject({ failure: { outcome: 'auth_failed' } });
  });
});

describe('a server that wants a key before the password', () => {
  test('sees one try, also where many such devices are called at once', async () => {
    const key = newHostKey();
    const { started } = await servers(6, {
      onAuth: (context, log) => {
        const hadKey = log.auth.some(({ signed }) => signed);
        if (context.method === 'publickey' && context.signature === undefined) context.accept();
        else if (context.method === 'publickey') context.reject(['password'], true);
        else if (context.method === 'password' && hadKey && context.password === 'right') context.accept();
        else context.reject(hadKey ? ['password'] : ['publickey']);
      },
    });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const auth = [password('right'), keyFile('/k')];
    await Promise.all(started.map((server) => connect(dialer, deviceAt(server, { auth }))));
  });
});

test('servers that take keys only do not hold the password back from others', async () => {
  const key = newHostKey();
  const { started } = await servers(4, { methods: ['publickey'], keys: [publicBlob(key)] });
  const byPassword = await startMockSshServer();
  const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
  const auth = [password('right'), keyFile('/k')];
  for (const server of [...started, byPassword]) await connect(dialer, deviceAt(server, { auth }));
});

describe('a server that lets everybody in', () => {
  test('without having asked for the password has not proven it', async () => {
    const open = await servers(1, {
      onAuth: (context) =>
        context.method === 'keyboard-interactive' ? context.accept() : context.reject(['keyboard-interactive']),
    });
    const { started } = await servers(5, { methods: ['keyboard-interactive', 'publickey'] });
    const key = newHostKey();
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const auth = [keyFile('/k'), password('wrong')];
    for (const server of open.started) await connect(dialer, deviceAt(server, { auth }));
    for (const server of started) await dial(dialer, deviceAt(server, { auth }));
    const answers = started.flatMap(({ connections }) => connections.flatMap((log) => log.answers));
    expect(answers).toEqual([['wrong'], ['wrong']]);
  });
});

describe('waiting at the gate', () => {
  test('stops the connect deadline, while key exchanges go on', async () => {
    const clock = new FakeClock(Date.now());
    const slow = await slowServer();
    const quick = await startMockSshServer();
    const gate = createLoginGate({ homeDir: temporaryFolder(), clock, logger: silentLogger });
    let arrived: () => void = () => {};
    const secondArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const enter: LoginGate['enter'] = (...login) => {
      if (quick.connections.length > 0) arrived();
      return gate.enter(...login);
    };
    const dialer = startDialer({ clock, gate: { refusal: (...login) => gate.refusal(...login), enter } });
    const first = dial(dialer, deviceAt(slow.server, { connectTimeoutMs: 60_000 }));
    await slow.asked();
    const second = dial(dialer, deviceAt(quick, { connectTimeoutMs: 5_000 }));
    await secondArrived;
    clock.advance(20_000);
    await slow.answer('accept');
    expect((await first).ok).toBe(true);
    expect((await second).ok).toBe(true);
    await gate.close();
  });

  test('takes no answer to what was not sent yet', async () => {
    let client: ServerConnection | null = null;
    const server = await startMockSshServer({
      onConnection: (connection) => {
        client = connection;
      },
    });
    const gate: LoginGate = {
      refusal: async () => null,
      enter: async () => {
        if (client !== null) await sayUnasked(client, 'authFailure');
        return { ok: true, turn: { end: () => {} } };
      },
    };
    const files = keyFiles({ '/a': newHostKey().private, '/b': newHostKey().private });
    const auth = [keyFile('/a'), password('right'), keyFile('/b')];
    await connect(startDialer({ gate, keyFiles: files }), deviceAt(server, { auth }));
    expect(server.connections[0]?.auth.map(({ method }) => method)).toEqual(['publickey', 'password']);
  });

  test('is not for keys', async () => {
    const key = newHostKey();
    const slow = await slowServer();
    const quick = await startMockSshServer({ keys: [publicBlob(key)] });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const first = dial(dialer, deviceAt(slow.server));
    await slow.asked();
    await connect(dialer, deviceAt(quick, { auth: [keyFile('/k'), password('right')] }));
    await slow.answer('accept');
    expect((await first).ok).toBe(true);
  });

  test('ends with the run, and with the connection; neither uses up a try', async () => {
    const slow = await slowServer();
    const [waitingAt, cut] = [await startMockSshServer(), await startMockSshServer()];
    const dialer = startDialer();
    const first = dial(dialer, deviceAt(slow.server));
    await slow.asked();
    const controller = new AbortController();
    const cancelled = dial(dialer, deviceAt(waitingAt), controller.signal);
    const lost = dial(dialer, deviceAt(cut));
    await Promise.all([waitingAt, cut].map((server) => server.until(() => server.connections.length === 1)));
    controller.abort(new RollcallError('cancelled', 'enough'));
    expect(await cancelled).toMatchObject({ failure: { outcome: 'cancelled' } });
    for (const socket of cut.sockets) socket.destroy();
    expect(await lost).toMatchObject({ failure: { outcome: 'unreachable' } });
    await slow.answer('reject');
    expect(await first).toMatchObject({ failure: { outcome: 'auth_failed' } });
    // The second try is still to be had.
    expect((await dial(dialer, deviceAt(waitingAt), never())).ok).toBe(true);
  });
});

describe('a try that ends without an answer', () => {
  test('counts as refused: the device may have counted it', async () => {
    const { started, passwords } = await servers(4, { onAuth: (_context, _log, connection) => connection.end() });
    const dialer = startDialer();
    for (const server of started) await dial(dialer, deviceAt(server));
    expect(passwords()).toBe(2);
  });

  test('does not count where the password never went out', async () => {
    const prompts = [[{ prompt: 'Verification code: ', echo: false }]];
    const key = newHostKey();
    const { started } = await servers(3, { methods: ['keyboard-interactive'], prompts });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const auth = [keyFile('/k'), password('right')];
    const answers = [];
    for (const server of started) answers.push(await dial(dialer, deviceAt(server, { auth })));
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.failure.error.code))).toEqual(
      Array(3).fill('auth_failed'),
    );
  });
});
