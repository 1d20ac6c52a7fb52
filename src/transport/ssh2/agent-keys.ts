import type { Duplex } from 'node:stream';
import ssh2, {
  BaseAgent,
  type GetStreamCallback,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { toSeconds } from '../../base/duration.ts';

/** Attempts on one connection: servers count each key and password, and close after a few (OpenSSH 6, Junos 3). */
export const maxAttempts = 3;
/** Keys of an agent offered to one device. */
const maxAgentKeys = 2;

/** How many, where so many other ways to log in need an attempt too. */
export function agentKeysBeside(others: number): number {
  return Math.max(1, Math.min(maxAgentKeys, maxAttempts - others));
}

/** An agent that does not list its keys within this is taken for absent. */
const listTimeoutMs = 5_000;

/** One that does not sign within this is passed over: a fleet has nobody who confirms each signature. */
const signTimeoutMs = 5_000;

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

/** The agent left a question without an answer. */
export class AgentSilent extends Error {
  constructor(afterMs: number) {
    super(`the agent gave no answer within ${toSeconds(afterMs)} s`);
  }
}

/** One question to an agent over a socket of its own. */
class AgentQuestion extends ssh2.OpenSSHAgent {
  #stream: Duplex | null = null;
  #closed = false;

  override getStream(callback: GetStreamCallback): void {
    super.getStream((error, stream) => {
      this.#stream = stream ?? null;
      if (this.#closed) this.#stream?.destroy();
      callback(error, stream);
    });
  }

  close(): void {
    this.#closed = true;
    this.#stream?.destroy();
  }
}

/** The agent at a socket path. Every question has an end; those under way end with `close()`. */
export class AgentSocket {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #questions = new Set<() => void>();
  #listing: Promise<readonly ParsedKey[]> | null = null;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
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
      this.#ask<readonly unknown[]>(
        listTimeoutMs,
        (question, done) => question.getIdentities(done),
        (error, keys) => {
          if (error) reject(error);
          else resolve((keys ?? []).map(parseListed).filter((key) => key !== null));
        },
      );
    });
  }

  /** Returns the way to end the question early. */
  sign(
    key: ParsedKey | Buffer | string,
    data: Buffer,
    options: SigningRequestOptions,
    answer: SignCallback,
  ): () => void {
    return this.#ask(signTimeoutMs, (question, done) => question.sign(key, data, options, done), answer);
  }

  close(): void {
    for (const end of [...this.#questions]) end();
  }

  /** Asks once and answers once: with what came, or with an error when time ran out or the question was ended. */
  #ask<T>(
    timeoutMs: number,
    put: (question: AgentQuestion, done: (error?: Error | null, value?: T) => void) => void,
    answer: (error?: Error | null, value?: T) => void,
  ): () => void {
    const question = new AgentQuestion(this.#path);
    let answered = false;
    const done = (error?: Error | null, value?: T): void => {
      if (answered) return;
      answered = true;
      timer.cancel();
      this.#questions.delete(end);
      question.close();
      answer(error, value);
    };
    const timer = this.#clock.after(timeoutMs, () => done(new AgentSilent(timeoutMs)));
    const end = (): void => done(new Error('the question was ended'));
    this.#questions.add(end);
    put(question, done);
    return end;
  }
}

/** One key of an agent as ssh2 is shown it, for one dial: it would offer all of them one after the other, unasked. */
export class AgentKey extends BaseAgent {
  readonly #agent: AgentSocket;
  readonly #key: ParsedKey;
  #endSigning: (() => void) | null = null;
  #signed = false;
  #closed = false;

  constructor(agent: AgentSocket, key: ParsedKey) {
    super();
    this.#agent = agent;
    this.#key = key;
  }

  /** Whether the agent was asked to sign and has not answered. */
  get signing(): boolean {
    return this.#endSigning !== null;
  }

  /** Whether the server knew the key and got the signature that it asked for. */
  get signed(): boolean {
    return this.#signed;
  }

  override getIdentities(callback: IdentityCallback): void {
    callback(null, [this.#key]);
  }

  override sign(
    key: ParsedKey | Buffer | string,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const [given, answer] = typeof options === 'function' ? [{}, options] : [options, callback];
    this.#endSigning = this.#agent.sign(key, data, given, (error, signature) => {
      this.#endSigning = null;
      if (this.#closed) return;
      this.#signed = signature !== undefined;
      answer?.(error, signature);
    });
  }

  /** The dial is over: ends what the agent was asked and has not answered. */
  close(): void {
    this.#closed = true;
    this.#endSigning?.();
  }
}
