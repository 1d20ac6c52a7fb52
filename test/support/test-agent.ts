import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import ssh2, { AgentProtocol, type ParsedKey } from 'ssh2';
import { onTestFinished } from 'vitest';

export interface TestAgent {
  /** For SSH_AUTH_SOCK. */
  readonly path: string;
  /** Resolves when so many signatures were asked for. */
  signAsked(count: number): Promise<void>;
  /** Resolves when nobody is connected to it. */
  unused(): Promise<void>;
}

function parse(privateKey: string): ParsedKey {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return key;
}

function parseBlob(key: ParsedKey | Buffer | string): Buffer {
  const parsed = ssh2.utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPublicSSH();
}

/** An ssh-agent with these keys on a socket in `folder`; it may refuse to sign, or leave the request unanswered. Ends with the test. */
export async function startTestAgent(
  folder: string,
  privateKeys: readonly string[],
  { sign = true }: { sign?: boolean | 'never' } = {},
): Promise<TestAgent> {
  const keys = privateKeys.map(parse);
  const sockets = new Set<Socket>();
  let asked = 0;
  const looks = new Set<() => void>();
  const notify = (): void => {
    for (const look of [...looks]) look();
  };
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        looks.delete(look);
        resolve();
      };
      looks.add(look);
      look();
    });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      notify();
    });
    const agent = new AgentProtocol(false);
    agent.on('error', () => {});
    agent.on('identities', (request) => agent.getIdentitiesReply(request, keys));
    agent.on('sign', (request, publicKey, data) => {
      const key = keys.find((candidate) => candidate.getPublicSSH().equals(parseBlob(publicKey)));
      asked += 1;
      notify();
      if (sign === 'never') return;
      if (key === undefined || !sign) agent.failureReply(request);
      else agent.signReply(request, key.sign(data));
    });
    socket.pipe(agent).pipe(socket);
  });
  const path = join(folder, 'agent.sock');
  server.listen(path);
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { path, signAsked: (count) => until(() => asked >= count), unused: () => until(() => sockets.size === 0) };
}
