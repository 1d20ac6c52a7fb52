import ssh2 from 'ssh2';
import { describe, expect, test } from 'vitest';
import { newHostKey, publicBlob, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { connect, deviceAt, failedDial, keyFile, keyFiles, password, startDialer } from './dial-fixture.ts';

const methodsSent = (attempts: readonly { method: string }[]): string[] => attempts.map(({ method }) => method);

describe('password', () => {
  test('is sent once, and none never', async () => {
    const server = await startMockSshServer();
    await connect(startDialer(), deviceAt(server));
    expect(server.connections[0]?.auth).toEqual([{ method: 'password', username: 'netops', password: 'right' }]);
  });

  test('a wrong one goes out once and the failure says what was tried and what is taken', async () => {
    const server = await startMockSshServer({ methods: ['password', 'publickey', 'keyboard-interactive'] });
    const failed = await failedDial(startDialer(), deviceAt(server, { auth: [password('wrong'), password('wrong')] }));
    expect(failed).toMatchObject({ outcome: 'auth_failed', phase: 'auth' });
    expect(failed.message).toBe(
      'the server refused every credential; tried password; the server takes password, publickey, keyboard-interactive',
    );
    expect(JSON.stringify(failed)).not.toContain('wrong');
    expect(methodsSent(server.connections[0]?.auth ?? [])).toEqual(['password']);
    expect(server.connections).toHaveLength(1);
  });

  test('two different ones are each tried once, in order', async () => {
    const server = await startMockSshServer();
    await connect(startDialer(), deviceAt(server, { auth: [password('old'), password('right')] }));
    expect(server.connections[0]?.auth.map((attempt) => attempt.password)).toEqual(['old', 'right']);
  });
});

describe('keyboard-interactive', () => {
  test('takes the password where the server has no method password', async () => {
    const server = await startMockSshServer({ methods: ['publickey', 'keyboard-interactive'] });
    await connect(startDialer(), deviceAt(server));
    expect(methodsSent(server.connections[0]?.auth ?? [])).toEqual(['password', 'keyboard-interactive']);
    expect(server.connections[0]?.answers).toEqual([['right']]);
  });

  test('follows a key where the server wants both, also for a password that stands first', async () => {
    const key = newHostKey();
    const server = await startMockSshServer({
      onAuth: (context, log) => {
        const hadKey = log.auth.some(({ signed }) => signed);
        if (context.method === 'publickey' && context.signature === undefined) context.accept();
        else if (context.method === 'publickey') context.reject(['keyboard-interactive'], true);
        else if (context.method !== 'keyboard-interactive' || !hadKey) context.reject(['publickey']);
        else {
          context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) => {
            if (answer === 'right') context.accept();
            else context.reject(['keyboard-interactive']);
          });
        }
      },
    });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    await connect(dialer, deviceAt(server, { auth: [password('right'), keyFile('/k')] }));
    expect(methodsSent(server.connections[0]?.auth ?? []).at(-1)).toBe('keyboard-interactive');
  });

  test('a password that the server takes no method for is sent once and named as tried', async () => {
    const key = newHostKey();
    const server = await startMockSshServer({ methods: ['publickey'] });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const failed = await failedDial(dialer, deviceAt(server, { auth: [password('right'), keyFile('/k')] }));
    expect(failed.message).toBe(
      'the server refused every credential; tried password, key /k; the server takes publickey',
    );
    expect(methodsSent(server.connections[0]?.auth ?? [])).toEqual(['password', 'publickey']);
  });

  test('a wrong password is looked at once only', async () => {
    const server = await startMockSshServer({ methods: ['keyboard-interactive'] });
    const failed = await failedDial(startDialer(), deviceAt(server, { auth: [password('wrong')] }));
    expect(failed).toMatchObject({ outcome: 'auth_failed', phase: 'auth' });
    expect(failed.message).toContain('tried password, password (keyboard-interactive)');
    expect(server.connections[0]?.answers).toEqual([['wrong']]);
  });

  test('counts among the attempts of the connection, though the password went out before', async () => {
    const server = await startMockSshServer({ methods: ['publickey', 'keyboard-interactive'] });
    const files = keyFiles({ '/a': newHostKey().private, '/b': newHostKey().private });
    const auth = [password('wrong'), keyFile('/a'), keyFile('/b')];
    const failed = await failedDial(startDialer({ keyFiles: files }), deviceAt(server, { auth }));
    expect(methodsSent(server.connections[0]?.auth ?? [])).toEqual(['password', 'keyboard-interactive', 'publickey']);
    expect(failed.message).toContain('not used: key /b (at most 3 attempts are made on a connection)');
  });

  test('a password refused there does not go out again, whatever the server names then', async () => {
    const server = await startMockSshServer({
      onAuth: (context, log) => {
        if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
        context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
          log.answers.push(answers);
          context.reject(['password', 'keyboard-interactive', 'publickey']);
        });
      },
    });
    const key = newHostKey();
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    await failedDial(dialer, deviceAt(server, { auth: [password('wrong'), keyFile('/k')] }));
    expect(methodsSent(server.connections[0]?.auth ?? [])).toEqual(['password', 'keyboard-interactive', 'publickey']);
    expect(server.connections[0]?.answers).toEqual([['wrong']]);
  });

  test('rounds without a question are no questions', async () => {
    const prompts = [[], [{ prompt: 'Password: ', echo: false }], []];
    const server = await startMockSshServer({ methods: ['keyboard-interactive'], prompts });
    await connect(startDialer(), deviceAt(server));
    expect(server.connections[0]?.answers).toEqual([[], ['right'], []]);
  });

  test('comes straight after a refused key, without a password attempt that nobody would check', async () => {
    const server = await startMockSshServer({ methods: ['publickey', 'keyboard-interactive'] });
    const key = newHostKey();
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    await connect(dialer, deviceAt(server, { auth: [keyFile('/k'), password('right')] }));
    expect(methodsSent(server.connections[0]?.auth ?? [])).toEqual(['publickey', 'keyboard-interactive']);
  });

  test.each([
    ['a one-time code', [[{ prompt: 'Verification code: ', echo: false }]], 'one-time code', 0],
    [
      'an expired password',
      [[{ prompt: 'Password: ', echo: false }], [{ prompt: 'New password: ', echo: false }]],
      'changed',
      1,
    ],
    [
      'two questions',
      [
        [
          { prompt: 'A', echo: false },
          { prompt: 'B', echo: false },
        ],
      ],
      'no password prompt',
      0,
    ],
    ['a very long question', [[{ prompt: 'p'.repeat(30_000), echo: false }]], 'no password prompt', 0],
    ['an echoed question', [[{ prompt: 'Who?', echo: true }]], 'no password prompt', 0],
    [
      'a second round',
      [[{ prompt: 'Password: ', echo: false }], [{ prompt: 'Password: ', echo: false }]],
      'asked again',
      1,
    ],
  ])('%s is not answered', async (_what, prompts, words, answers) => {
    const server = await startMockSshServer({ methods: ['keyboard-interactive'], prompts });
    const failed = await failedDial(startDialer(), deviceAt(server));
    expect(failed).toMatchObject({ outcome: 'auth_failed', phase: 'auth' });
    expect(failed.message).toContain(words);
    expect(server.connections[0]?.answers).toHaveLength(answers);
  });

  test('words in the account name of a prompt are not taken for a question', async () => {
    const prompts = [[{ prompt: '(netops@old-code.example) Password: ', echo: false }]];
    const server = await startMockSshServer({ methods: ['keyboard-interactive'], prompts });
    await connect(startDialer(), deviceAt(server));
    expect(server.connections[0]?.answers).toEqual([['right']]);
  });
});

test('a password change request is a failure with a hint', async () => {
  const server = await startMockSshServer({
    onAuth: (context) => {
      if (context.method === 'password') context.requestChange('expired', () => {});
    },
  });
  const failed = await failedDial(startDialer(), deviceAt(server));
  expect(failed).toMatchObject({
    outcome: 'auth_failed',
    phase: 'auth',
    hint: 'log in once by hand and set a new password',
  });
});

describe('keys', () => {
  test.each(['ed25519', 'ecdsa', 'rsa'] as const)('%s logs in', async (type) => {
    const key = newHostKey(type);
    const server = await startMockSshServer({ keys: [publicBlob(key)] });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    await connect(dialer, deviceAt(server, { auth: [keyFile('/k')] }));
    expect(server.connections[0]?.auth.map(({ signed }) => signed)).toEqual([false, true]);
  });

  test('an encrypted key is opened with its passphrase, once for many devices', async () => {
    const key = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: 'open sesame',
      cipher: 'aes256-ctr',
      rounds: 4,
    });
    const server = await startMockSshServer({ keys: [publicBlob(key)] });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    const device = deviceAt(server, { auth: [keyFile('/k', 'open sesame')] });
    await Promise.all([connect(dialer, device), connect(dialer, device)]);
    expect(server.connections.every(({ auth }) => auth.at(-1)?.signed)).toBe(true);
  });

  test('what cannot be used is named, and the rest is tried', async () => {
    const encrypted = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'p', cipher: 'aes256-ctr', rounds: 4 });
    const server = await startMockSshServer();
    const files = keyFiles({ '/enc': encrypted.private, '/bad': 'no key', '/pub': newHostKey().public });
    const auth = [
      keyFile('/enc'),
      keyFile('/enc', 'wrong'),
      keyFile('/gone'),
      keyFile('/bad'),
      keyFile('/pub'),
      { method: 'agent' } as const,
    ];
    const failed = await failedDial(
      startDialer({ keyFiles: files }),
      deviceAt(server, { auth: [...auth, password('wrong')] }),
    );
    for (const words of [
      'tried password',
      'key /enc: it is encrypted and no passphrase is given',
      'key /enc: the passphrase does not open it',
      '/gone cannot be read',
      'key /bad: it is no private key',
      'key /pub: it is a public key',
      'agent: SSH_AUTH_SOCK is not set',
    ]) {
      expect(failed.message).toContain(words);
    }
    expect(methodsSent(server.connections[0]?.auth ?? [])).toEqual(['password']);
    await connect(startDialer({ keyFiles: files }), deviceAt(server, { auth: [...auth, password('right')] }));
  });

  test('nothing to offer: nothing is sent', async () => {
    const server = await startMockSshServer();
    const dialer = startDialer();
    let started = 0;
    const answer = await dialer.dial(deviceAt(server, { auth: [keyFile('/gone')] }), {
      signal: new AbortController().signal,
      onStart: () => {
        started += 1;
      },
    });
    expect(answer).toMatchObject({
      ok: false,
      failure: { outcome: 'auth_failed', error: { phase: 'credentials', hint: 'set it' } },
    });
    expect(await failedDial(dialer, deviceAt(server, { auth: [] }))).toMatchObject({
      outcome: 'auth_failed',
      phase: 'credentials',
    });
    expect(started).toBe(0);
    expect(server.connections).toHaveLength(0);
  });

  test('a server that wants a key and then a password gets both, whatever their order', async () => {
    const key = newHostKey();
    const server = await startMockSshServer({
      onAuth: (context, log) => {
        const hadKey = log.auth.some(({ signed }) => signed);
        if (context.method === 'publickey' && context.signature === undefined) context.accept();
        else if (context.method === 'publickey') context.reject(['password'], true);
        else if (context.method === 'password' && hadKey && context.password === 'right') context.accept();
        else context.reject(hadKey ? ['password'] : ['publickey']);
      },
    });
    const dialer = startDialer({ keyFiles: keyFiles({ '/k': key.private }) });
    await connect(dialer, deviceAt(server, { auth: [keyFile('/k'), password('right')] }));
    await connect(dialer, deviceAt(server, { auth: [password('right'), keyFile('/k')] }));
    expect(methodsSent(server.connections[1]?.auth ?? [])).toEqual(['password', 'publickey', 'publickey', 'password']);
    const wrong = await failedDial(dialer, deviceAt(server, { auth: [password('wrong'), keyFile('/k')] }));
    expect(wrong.message).toContain('tried password, key /k, password');
    expect(methodsSent(server.connections[2]?.auth ?? [])).toEqual(['password', 'publickey', 'publickey', 'password']);
    const half = await failedDial(dialer, deviceAt(server, { auth: [keyFile('/k')] }));
    expect(half.message).toContain('the server accepted key /k and wants one more factor');
  });
});
