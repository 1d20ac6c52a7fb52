import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { portOf } from './mock-ssh-server.ts';

export interface TurnProxy {
  readonly port: number;
  /** Bursts of the server that the client had to wait for so far, plus one for each TCP connection. */
  readonly delays: number;
}

/** Turns of the event loop without a byte after which a burst is over. Client, server and proxy share one loop. */
const quietTurns = 50;

/**
 * A TCP proxy that holds back every reply of the server for `delayMs` after the last byte either way, and counts these
 * delays. Counting them, and turns of the loop instead of time alone, makes the number independent of the machine's load.
 */
export async function startTurnProxy(targetPort: number, delayMs: number): Promise<TurnProxy> {
  let delays = 0;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    return socket;
  };
  const server = createServer((inbound) => {
    const client = track(inbound);
    const target = track(connect(targetPort, '127.0.0.1'));
    delays += 1;
    let held: Buffer[] = [];
    let timer: NodeJS.Timeout | undefined;
    let generation = 0;
    const flushWhenQuiet = (of: number, turnsLeft: number): void => {
      if (of !== generation) return;
      if (turnsLeft > 0) {
        setImmediate(() => flushWhenQuiet(of, turnsLeft - 1));
        return;
      }
      delays += 1;
      client.write(Buffer.concat(held));
      held = [];
    };
    const hold = (): void => {
      generation += 1;
      const of = generation;
      clearTimeout(timer);
      if (held.length > 0) timer = setTimeout(() => flushWhenQuiet(of, quietTurns), delayMs);
    };
    client.on('data', (bytes) => {
      target.write(bytes);
      hold();
    });
    client.on('close', () => {
      generation += 1;
      clearTimeout(timer);
      target.destroy();
    });
    target.on('close', () => client.destroy());
    target.on('data', (bytes) => {
      held.push(bytes);
      hold();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    port: portOf(server.address()),
    get delays() {
      return delays;
    },
  };
}
