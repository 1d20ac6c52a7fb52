import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../support/fake-clock.ts';
import { newHostKey, publicBlob, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startTestAgent } from '../../support/test-agent.ts';
import { connect, deviceAt, failedDial, keyFile, keyFiles, password, startDialer } from './dial-fixture.ts';

describe('agent', () => {
  test('offers at most two keys and goes on with the next method', async () => {
    const keys = [newHostKey(), newHostKey(), newHostKey()];
    const agent = await startTestAgent(
      temporaryFolder(),
      keys.map((key) => key.private),
    );
    const server = await startMockSshServer();
    const dialer = startDialer({ env: { SSH_AUTH_SOCK: agent.path } });
    const failed = await failedDial(dialer, deviceAt(server, { auth: [{ method: 'agent' }, password('wrong')] }));
    expect(server.connections[0]?.auth.map(({ key }) => key)).toEqual([...keys.slice(0, 2).map(publicBlob), undefined]);
    expect(failed.message).toContain('tried agent (2 keys), password');
    expect(failed.message).toContain('1 more key of the agent');
  });

  test('leaves room for the other methods: three attempts on a connection, and what is beyond is named', async () => {
    const keys = [newHostKey(), newHostKey()];
    const files = { '/a': newHostKey().private, '/b': newHostKey().private };
    const agent = await startTestAgent(
      temporaryFolder(),
      keys.map((key) => key.private),
    );
    const server = await startMockSshServer();
    const dialer = startDialer({ env: { SSH_AUTH_SOCK: agent.path }, keyFiles: keyFiles(files) });
    const three = [{ method: 'agent' } as const, keyFile('/a'), password('wrong')];
    await failedDial(dialer, deviceAt(server, { auth: three }));
    expect(server.connections[0]?.auth.map(({ method }) => method)).toEqual(['publickey', 'publickey', 'password']);
    const four = [{ method: 'agent' } as const, keyFile('/a'), keyFile('/b'), password('right')];
    const failed = await failedDial(dialer, deviceAt(server, { auth: four }));
    expect(server.connections[1]?.auth).toHaveLength(3);
    expect(failed.message).toContain(
      'not used: 1 more key of the agent (at most 1 is offered here); password (at most 3',
    );
  });

  test('signs, and a key file of the same key is not offered again', async () => {
    const key = newHostKey();
    const agent = await startTestAgent(temporaryFolder(), [key.private]);
    const server = await startMockSshServer({ keys: [publicBlob(key)] });
    const dialer = startDialer({ env: { SSH_AUTH_SOCK: agent.path }, keyFiles: keyFiles({ '/k': key.private }) });
    await connect(dialer, deviceAt(server, { auth: [{ method: 'agent' }] }));
    expect(server.connections[0]?.auth.at(-1)).toMatchObject({ method: 'publickey', signed: true });
    const other = await startMockSshServer();
    const failed = await failedDial(dialer, deviceAt(other, { auth: [{ method: 'agent' }, keyFile('/k')] }));
    expect(failed.message).toContain('tried agent (1 key)');
    expect(other.connections[0]?.auth).toHaveLength(1);
  });

  test('one that is not there is a note and no end', async () => {
    const server = await startMockSshServer();
    const dialer = startDialer({ env: { SSH_AUTH_SOCK: '/nowhere/agent' } });
    await connect(dialer, deviceAt(server, { auth: [{ method: 'agent' }, password('right')] }));
    const failed = await failedDial(dialer, deviceAt(server, { auth: [{ method: 'agent' }] }));
    expect(failed).toMatchObject({ outcome: 'auth_failed', phase: 'credentials' });
    expect(failed.message).toContain('agent: it does not answer at SSH_AUTH_SOCK');
  });

  test('one that fails to sign does not end the dial', async () => {
    const key = newHostKey();
    const agent = await startTestAgent(temporaryFolder(), [key.private], { sign: false });
    const server = await startMockSshServer({ keys: [publicBlob(key)] });
    const dialer = startDialer({ env: { SSH_AUTH_SOCK: agent.path } });
    await connect(dialer, deviceAt(server, { auth: [{ method: 'agent' }, password('right')] }));
    const failed = await failedDial(dialer, deviceAt(server, { auth: [{ method: 'agent' }] }));
    expect(failed.message).toContain(
      'not used: a key that the server accepts, as the agent or the file could not sign',
    );
  });

  test('a server that wants a key and a password gets both, whatever their order, and no key after the right one', async () => {
    const [known, other] = [newHostKey(), newHostKey()];
    const agent = await startTestAgent(temporaryFolder(), [known.private, other.private]);
    const server = await startMockSshServer({
      onAuth: (context, log) => {
        const hadKey = log.auth.some(({ signed }) => signed);
        const isKnown = context.method === 'publickey' && context.key.data.toString('base64') === publicBlob(known);
        if (isKnown && context.signature === undefined) context.accept();
        else if (isKnown) context.reject(['password'], true);
        else if (context.method === 'password' && hadKey && context.password === 'right') context.accept();
        else context.reject(hadKey ? ['password'] : ['publickey']);
      },
    });
    const dialer = startDialer({ env: { SSH_AUTH_SOCK: agent.path } });
    const sent = (connection: number) => server.connections[connection]?.auth.map(({ method }) => method);
    await connect(dialer, deviceAt(server, { auth: [password('right'), { method: 'agent' }] }));
    expect(sent(0)).toEqual(['password', 'publickey', 'publickey', 'password']);
    await connect(dialer, deviceAt(server, { auth: [{ method: 'agent' }, password('right')] }));
    expect(sent(1)).toEqual(['publickey', 'publickey', 'password']);
    const failed = await failedDial(
      dialer,
      deviceAt(server, { auth: [password('wrong'), { method: 'agent' }], name: 'r2' }),
    );
    expect(failed.message).toContain('accepted agent (1 key) and wants one more factor');
    expect(sent(2)?.filter((method) => method === 'password')).toHaveLength(2);
  });

  describe('one that never answers a signing request', () => {
    const auth = [{ method: 'agent' } as const, password('right')];

    test('is passed over after 5 s, and named where nothing else gets in', async () => {
      const key = newHostKey();
      const clock = new FakeClock();
      const agent = await startTestAgent(temporaryFolder(), [key.private], { sign: 'never' });
      const server = await startMockSshServer({ keys: [publicBlob(key)], passwords: ['right'] });
      const dialer = startDialer({ env: { SSH_AUTH_SOCK: agent.path }, clock });
      const dialling = connect(dialer, deviceAt(server, { auth }));
      await agent.signAsked(1);
      clock.advance(5_000);
      await dialling;
      await agent.unused();
      const failing = failedDial(dialer, deviceAt(server, { auth: [{ method: 'agent' }, password('wrong')] }));
      await agent.signAsked(2);
      clock.advance(5_000);
      expect((await failing).message).toContain(
        'not used: a key that the server accepts, as the agent gave no answer within 5 s',
      );
      await agent.unused();
      expect(clock.pending).toBe(0);
    });

    test('is blamed when the connect deadline comes first, and its socket is closed', async () => {
      const key = newHostKey();
      const clock = new FakeClock();
      const agent = await startTestAgent(temporaryFolder(), [key.private], { sign: 'never' });
      const server = await startMockSshServer({ keys: [publicBlob(key)] });
      const dialer = startDialer({ env: { SSH_AUTH_SOCK: agent.path }, clock });
      const failing = failedDial(dialer, deviceAt(server, { auth, connectTimeoutMs: 1_000 }));
      await agent.signAsked(1);
      clock.advance(1_000);
      expect(await failing).toMatchObject({
        outcome: 'connect_timeout',
        phase: 'auth',
        message: 'the SSH agent did not sign within 1 s',
      });
      await agent.unused();
      expect(clock.pending).toBe(0);
    });
  });
});
