import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Clock, Timer } from '../base/clock.ts';

/** A socket whose outgoing bytes arrive `delayMs()` later, in order: the round-trip time of a distant router. */
export class DelayedSocket extends Duplex {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #delayMs: () => number;
  readonly #queue: (() => void)[] = [];
  readonly #timers = new Set<Timer>();
  #lastDueMs = 0;

  constructor(socket: Socket, clock: Clock, delayMs: () => number) {
    super();
    this.#socket = socket;
    this.#clock = clock;
    this.#delayMs = delayMs;
    socket.pause();
    socket.on('data', (bytes) => {
      if (!this.push(bytes)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#later(() => this.#socket.write(bytes));
    done();
  }

  override _final(done: () => void): void {
    this.#later(() => {
      this.#socket.end();
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#socket.destroy();
    done(error);
  }

  /** Whatever timer fires first takes the head of the queue: bytes never overtake. */
  #later(action: () => void): void {
    this.#queue.push(action);
    const now = this.#clock.now();
    this.#lastDueMs = Math.max(this.#lastDueMs, now + this.#delayMs());
    const timer = this.#clock.after(this.#lastDueMs - now, () => {
      this.#timers.delete(timer);
      this.#queue.shift()?.();
    });
    this.#timers.add(timer);
  }
}
