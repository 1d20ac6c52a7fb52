import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A real program that does what the test says: it connects, prints what it is sent, and ends when told to. */
export interface Puppet {
  readonly argv: readonly string[];
  /** The next run of the program, once it has started. Its child process, if it has one, counts as a run. */
  started(): Promise<Socket>;
  /** How often it has started so far. */
  readonly starts: number;
}

/** `children`: how many programs it starts itself, each another run. */
export async function startPuppet(children = 0): Promise<Puppet> {
  const server = createServer();
  const arrived: Socket[] = [];
  let starts = 0;
  server.on('connection', (socket) => {
    starts += 1;
    socket.on('error', () => {});
    arrived.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const script = (own: number): string => `
    const socket = require('node:net').connect(${port}, '127.0.0.1');
    socket.on('data', (data) => process.stdout.write(data));
    socket.on('end', () => process.exit(Number(process.env.PUPPET_EXIT ?? 0)));
    ${own > 0 ? `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(script(own - 1))}], { stdio: 'inherit' });` : ''}
  `;
  return {
    argv: [process.execPath, '-e', script(children)],
    async started() {
      if (arrived.length === 0) await once(server, 'connection');
      const socket = arrived.shift();
      if (socket === undefined) throw new Error('nothing has started');
      return socket;
    },
    get starts() {
      return starts;
    },
  };
}
