import type { Socket } from 'node:net';
import type { Client } from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { type Failure, failure } from '../../model/failure.ts';
import type { Connection, ExecAnswer, ExecOptions } from '../connection.ts';
import { type ExecHost, runExec } from './run-exec.ts';

/** Keepalives without an answer that end a connection. */
export const keepaliveMisses = 3;

/**
 * How long a device may take to answer a channel open, once it has answered one before. Without this bound a peer that
 * vanished without a word would take the whole time of each command that is sent to it.
 */
const laterOpenMs = 5_000;

/** How long the peer may take to answer our end of the connection. */
const closeGraceMs = 500;

const lost = (message: string): Failure =>
  failure('connection_lost', message, {
    phase: 'command',
    hint: 'the command may have run; look at the device before you repeat one that changes something',
  });

function lossFrom(error: Error & { level?: string; code?: unknown }): Failure {
  if (error.level === 'client-timeout') return lost(`the device left ${keepaliveMisses} keepalives unanswered`);
  if (typeof error.code === 'number') return lost('the device ended the SSH connection');
  if (typeof error.code === 'string') return lost(`the connection broke (${error.code})`);
  return lost('the device broke the SSH protocol');
}

export interface Ssh2ConnectionOptions {
  readonly client: Client;
  readonly socket: Socket;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
}

/** An authenticated connection of ssh2; owns the client and its socket. */
export class Ssh2Connection implements Connection {
  /** Resolves when the socket is gone. */
  readonly gone: Promise<void>;
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #host: ExecHost;
  readonly #clock: Clock;
  readonly #closeListeners = new Set<(reason: Failure) => void>();
  readonly #lossListeners = new Set<(reason: Failure) => void>();
  #running = 0;
  /** Why it takes no more commands. */
  #ended: Failure | null = null;
  /** Why the connection itself is no more; after `#ended`, or with it. */
  #lost: Failure | null = null;

  constructor({ client, socket, clock, connectTimeoutMs }: Ssh2ConnectionOptions) {
    this.#client = client;
    this.#socket = socket;
    this.#clock = clock;
    this.#host = this.#makeHost(connectTimeoutMs);
    this.gone = new Promise((resolve) => {
      client.on('close', () => {
        this.#lose(lost('the connection ended'));
        resolve();
      });
    });
    client.on('error', (error) => this.#break(lossFrom(error)));
    client.on('end', () => this.#break(lost('the device closed the connection')));
  }

  get open(): boolean {
    return this.#ended === null;
  }

  async exec(line: string, options: ExecOptions): Promise<ExecAnswer> {
    if (this.#ended !== null) return { ended: 'failed', written: false, failure: this.#ended };
    this.#running += 1;
    try {
      return await runExec(this.#host, line, options);
    } finally {
      this.#running -= 1;
      this.#closeIfRetired();
    }
  }

  onClose(listener: (reason: Failure) => void): () => void {
    return listen(this.#closeListeners, this.#ended, listener);
  }

  async close(): Promise<void> {
    this.#lose(lost('rollcall closed the connection'));
    this.#client.end();
    const timer = this.#clock.after(closeGraceMs, () => this.#socket.destroy());
    await this.gone;
    timer.cancel();
  }

  #makeHost(connectTimeoutMs: number): ExecHost {
    let opened = false;
    let gaveUp = false;
    let lastClosed: number | null = null;
    return {
      client: this.#client,
      clock: this.#clock,
      get openTimeoutMs() {
        return opened ? Math.min(connectTimeoutMs, laterOpenMs) : connectTimeoutMs;
      },
      get gaveUp() {
        return gaveUp;
      },
      get lastClosed() {
        return lastClosed;
      },
      noteClosed: () => {
        lastClosed = this.#clock.now();
      },
      noteOpened: () => {
        opened = true;
      },
      noteGivenUp: () => {
        gaveUp = true;
      },
      retire: (reason) => {
        this.#end(reason);
        this.#closeIfRetired();
      },
      break: (reason) => this.#break(reason),
      onLoss: (listener) => listen(this.#lossListeners, this.#lost, listener),
    };
  }

  #closeIfRetired(): void {
    if (this.#ended === null || this.#lost !== null || this.#running > 0) return;
    this.close().catch(() => {}); // it does not reject; nobody waits for it here
  }

  #break(reason: Failure): void {
    this.#lose(reason);
    this.#socket.destroy();
  }

  #lose(reason: Failure): void {
    this.#lost ??= reason;
    tell(this.#lossListeners, reason);
    this.#end(reason);
  }

  /** The first reason wins. */
  #end(reason: Failure): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    tell(this.#closeListeners, reason);
  }
}

type Listener = (reason: Failure) => void;

function listen(listeners: Set<Listener>, happened: Failure | null, listener: Listener): () => void {
  if (happened !== null) {
    listener(happened);
    return () => {};
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Each hears of it once. */
function tell(listeners: Set<Listener>, reason: Failure): void {
  const told = [...listeners];
  listeners.clear();
  for (const listener of told) listener(reason);
}
