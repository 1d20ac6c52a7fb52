import type { Socket } from 'node:net';
import type { Client } from 'ssh2';
import type { Clock } from '../../base/clock.ts';
import { type Failure, failure } from '../../model/failure.ts';
import type { Connection, ExecAnswer, ExecOptions } from '../connection.ts';
import { runExec } from './run-exec.ts';

/** Keepalives without an answer that end a connection. */
export const keepaliveMisses = 3;

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

/** An authenticated connection of ssh2; owns the client and its socket. */
export class Ssh2Connection implements Connection {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #listeners = new Set<(reason: Failure) => void>();
  readonly #gone: Promise<void>;
  #ended: Failure | null = null;

  constructor(client: Client, socket: Socket, clock: Clock) {
    this.#client = client;
    this.#socket = socket;
    this.#clock = clock;
    this.#gone = new Promise((resolve) => {
      client.on('close', () => {
        this.#end(lost('the connection ended'));
        resolve();
      });
    });
    client.on('error', (error) => this.#break(lossFrom(error)));
    client.on('end', () => this.#break(lost('the device closed the connection')));
  }

  get open(): boolean {
    return this.#ended === null;
  }

  exec(line: string, options: ExecOptions): Promise<ExecAnswer> {
    if (this.#ended !== null) return Promise.resolve({ ended: 'failed', written: false, failure: this.#ended });
    return runExec(this.#client, this, line, options);
  }

  onClose(listener: (reason: Failure) => void): () => void {
    if (this.#ended !== null) {
      listener(this.#ended);
      return () => {};
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#end(lost('rollcall closed the connection'));
    this.#client.end();
    const timer = this.#clock.after(closeGraceMs, () => this.#socket.destroy());
    await this.#gone;
    timer.cancel();
  }

  #break(reason: Failure): void {
    this.#end(reason);
    this.#socket.destroy();
  }

  /** The first reason wins. */
  #end(reason: Failure): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    for (const listener of [...this.#listeners]) listener(reason);
    this.#listeners.clear();
  }
}
