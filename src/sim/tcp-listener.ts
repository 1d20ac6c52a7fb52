import { createServer, type Server, type Socket } from 'node:net';
import { RollcallError } from '../base/rollcall-error.ts';

const host = '127.0.0.1';

export interface TcpListener {
  readonly port: number;
  /** Stops listening and cuts every connection; resolves when all of them are gone. */
  close(): Promise<void>;
}

/** Listens on loopback; port 0 lets the kernel choose. Throws `bad_request` where the port is taken. */
export async function listenTcp(port: number, onSocket: (socket: Socket) => void): Promise<TcpListener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    onSocket(socket);
  });
  await started(server, port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a TCP address');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function started(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${cause.code ?? cause.message})`;
      const hint = cause.code === 'EMFILE' ? 'raise the limit of open files (ulimit -n)' : 'choose another base port';
      reject(new RollcallError('bad_request', `port ${port} of ${host} ${why}`, { hint, cause }));
    });
    server.listen(port, host, () => resolve());
  });
}
