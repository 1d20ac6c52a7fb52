import type { Duplex } from 'node:stream';
import ssh2, {
  BaseAgent,
  type GetStreamCallback,
  type IdentityCallback,
  type OpenSSHAgent,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import type { Clock } from '../../base/clock.ts';

/** Keys of an agent offered to one device: servers count each as an attempt and close after a few (OpenSSH 6, Junos 3). */
export const maxAgentKeys = 2;

/** An agent that does not list its keys within this is taken for absent. */
const listTimeoutMs = 5_000;

function parseListed(listed: unknown): ParsedKey | null {
  const inner: unknown = typeof listed === 'object' && listed !== null && 'pubKey' in listed ? listed.pubKey : listed;
  if (typeof inner === 'string' || Buffer.isBuffer(inner)) {
    const key = ssh2.utils.parseKey(inner);
    return key instanceof Error ? null : key;
  }
  const isKey = (value: unknown): value is ParsedKey =>
    typeof value === 'object' && value !== null && 'getPublicSSH' in value;
  return isKey(inner) ? inner : null;
}

/** The agent at a socket path; sockets to it that are still open end with `close()`. */
export class AgentSocket extends ssh2.OpenSSHAgent {
  readonly #open = new Set<Duplex>();
  #listing: Promise<readonly ParsedKey[]> | null = null;
  readonly #clock: Clock;

  constructor(path: string, clock: Clock) {
    super(path);
    this.#clock = clock;
  }

  override getStream(callback: GetStreamCallback): void {
    super.getStream((error, stream) => {
      if (stream !== undefined) {
        this.#open.add(stream);
        stream.once('close', () => this.#open.delete(stream));
      }
      callback(error, stream);
    });
  }

  /** The agent's keys; one question for all who ask at the same time, since its listen queue is short. */
  list(): Promise<readonly ParsedKey[]> {
    this.#listing ??= this.#list().finally(() => {
      this.#listing = null;
    });
    return this.#listing;
  }

  #list(): Promise<readonly ParsedKey[]> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(listTimeoutMs, () => {
        this.close();
        reject(new Error('no answer'));
      });
      this.getIdentities((error, keys) => {
        timer.cancel();
        if (error) reject(error);
        else resolve((keys ?? []).map(parseListed).filter((key) => key !== null));
      });
    });
  }

  close(): void {
    for (const stream of this.#open) stream.destroy();
  }
}

/** Shows ssh2 only the chosen keys of an agent. */
export class ChosenKeys extends BaseAgent {
  readonly #agent: OpenSSHAgent;
  readonly #keys: readonly ParsedKey[];

  constructor(agent: OpenSSHAgent, keys: readonly ParsedKey[]) {
    super();
    this.#agent = agent;
    this.#keys = keys;
  }

  override getIdentities(callback: IdentityCallback): void {
    callback(null, [...this.#keys]);
  }

  override sign(
    key: ParsedKey | Buffer | string,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, callback);
  }
}
