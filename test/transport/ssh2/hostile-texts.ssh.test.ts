import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type MockServerOptions, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { deviceAt, dial, exec, password, startDialer } from './dial-fixture.ts';
import { rawServer } from './raw-server.ts';

/** What a device may have been sent, or have in its configuration, with what steers a terminal around it, and long. */
const canary = randomBytes(9).toString('hex');
const hostile = `\u001b]0;${canary}\u0007\u202e${canary}\r\n${'x'.repeat(10_000)}`;

function expectHarmless(said: unknown): void {
  const text = JSON.stringify(said);
  expect(text).not.toContain(canary);
  expect(text).not.toMatch(/\\u00|\u202e|\\r|x{10}/);
  expect(text.length).toBeLessThan(1_000);
}

const servers: Readonly<Record<string, MockServerOptions>> = {
  'methods of authentication': { onAuth: (context) => context.reject([hostile, 'publickey', canary] as never) },
  'a prompt': {
    onAuth: (context) => {
      if (context.method === 'keyboard-interactive') context.prompt([{ prompt: hostile, echo: true }], () => {});
      else context.reject(['keyboard-interactive']);
    },
  },
};

test.each(Object.entries(servers))('%s in words of the server are not repeated', async (_, options) => {
  const server = await startMockSshServer(options);
  const answer = await dial(startDialer(), deviceAt(server, { auth: [password(canary)], connectTimeoutMs: 1_000 }));
  expect(answer.ok).toBe(false);
  expectHarmless(answer);
});

test('methods that are known are named', async () => {
  const server = await startMockSshServer(servers['methods of authentication']);
  const answer = await dial(startDialer(), deviceAt(server, { auth: [password(canary)] }));
  expect(JSON.stringify(answer)).toContain('the server takes publickey, methods that are not known here');
});

test.each([hostile, `SSH-2.0-${canary}\u001b[2J\r\n`, `SSH-1.5-${canary}\r\n`, `${canary}\r\nSSH-2.0-x\r\n${hostile}`])(
  'what comes in place of a handshake is not repeated: %#',
  async (text) => {
    const server = await rawServer((socket) => socket.end(text));
    const answer = await dial(startDialer(), deviceAt(server));
    expect(answer.ok).toBe(false);
    expectHarmless(answer);
  },
);

test('the name of a signal is not repeated where it is none', async () => {
  const server = await startMockSshServer({
    onExec: (_command, channel) => {
      channel.exit(hostile, true, hostile);
      channel.end();
    },
  });
  const answer = await dial(startDialer(), deviceAt(server));
  if (!answer.ok) throw new Error('no connection');
  expectHarmless(await exec(answer.connection, 'show version'));
});
