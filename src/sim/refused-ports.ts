import { connect, type Socket } from 'node:net';
import { RollcallError } from '../base/rollcall-error.ts';
import { listenTcp, type TcpListener } from './tcp-listener.ts';

/**
 * Ports on which a connection is refused for as long as this lives. Each is held by an outgoing connection of our own,
 * so that nobody else can be given it, and nobody listens on it.
 */
export class RefusedPorts {
  readonly #anchor: TcpListener;
  readonly #holders: Socket[] = [];

  private constructor(anchor: TcpListener) {
    this.#anchor = anchor;
  }

  static async open(): Promise<RefusedPorts> {
    return new RefusedPorts(await listenTcp(0, (socket) => socket.resume()));
  }

  /** Takes `port`, or with 0 one of the kernel's choice. */
  async hold(port: number): Promise<number> {
    const target = { host: '127.0.0.1', port: this.#anchor.port, localAddress: '127.0.0.1' };
    const holder = connect(port === 0 ? target : { ...target, localPort: port });
    this.#holders.push(holder);
    await new Promise<void>((resolve, reject) => {
      holder.once('connect', resolve);
      holder.once('error', (cause) => {
        reject(new RollcallError('bad_request', `port ${port} is in use`, { hint: 'choose another base port', cause }));
      });
    });
    holder.on('error', () => {});
    holder.resume();
    if (holder.localPort === undefined) throw new TypeError('a connected socket has a local port');
    return holder.localPort;
  }

  async close(): Promise<void> {
    for (const holder of this.#holders) holder.destroy();
    await this.#anchor.close();
  }
}
