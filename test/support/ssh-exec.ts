import ssh2, { type ClientChannel, type ConnectConfig } from 'ssh2';

/** What a plain ssh2 client saw of one exec request. */
export interface PlainAnswer {
  readonly stdout: Buffer;
  /** Undefined where the server sent none. */
  readonly exitStatus: number | undefined;
}

/** A plain ssh2 client for tests of servers, with nothing of the product in it. */
export class PlainClient {
  readonly #client: ssh2.Client;
  readonly #closed: Promise<void>;

  private constructor(client: ssh2.Client) {
    this.#client = client;
    this.#closed = new Promise((resolve) => client.once('close', () => resolve()));
  }

  static connect(config: ConnectConfig): Promise<PlainClient> {
    const client = new ssh2.Client();
    return new Promise((resolve, reject) => {
      client.once('ready', () => resolve(new PlainClient(client)));
      client.on('error', reject);
      client.once('close', () => reject(new Error('closed before ready')));
      client.connect(config);
      client.setNoDelay(true);
    });
  }

  /** `onOpen` sees the channel before anything that came with the reply, as an `exit` event would be missed later. */
  open(command: string, onOpen: (channel: ClientChannel) => void = () => {}): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      this.#client.exec(command, (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        onOpen(channel);
        resolve(channel);
      });
    });
  }

  shell(rows: number): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      this.#client.shell({ rows, cols: 511 }, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  }

  async exec(command: string): Promise<PlainAnswer> {
    const pieces: Buffer[] = [];
    let exitStatus: number | undefined;
    await new Promise<void>((resolve, reject) => {
      this.open(command, (channel) => {
        channel.on('data', (bytes: Buffer) => pieces.push(bytes));
        channel.on('exit', (code: number | null) => {
          exitStatus = code ?? undefined;
        });
        channel.once('close', () => resolve());
      }).catch(reject);
    });
    return { stdout: Buffer.concat(pieces), exitStatus };
  }

  async text(command: string): Promise<string> {
    return (await this.exec(command)).stdout.toString('utf8');
  }

  close(): Promise<void> {
    this.#client.end();
    return this.#closed;
  }
}
