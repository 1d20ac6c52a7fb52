import { abortReason, onAbort } from '../../src/base/abort.ts';
import type { Device } from '../../src/model/device.ts';
import { type Failure, failure, failureFrom } from '../../src/model/failure.ts';
import type {
  Connection,
  DialAnswer,
  Dialer,
  DialOptions,
  ExecAnswer,
  ExecOptions,
} from '../../src/transport/connection.ts';

/** What a scripted device does with a line: writes output, and says how it ended, now or later; or never answers. */
export type Script = (line: string, out: ExecOptions['onOutput']) => ExecAnswer | Promise<ExecAnswer> | 'never';

export const exit = (exitStatus: number | null = 0): ExecAnswer => ({ ended: 'exit', exitStatus, signal: null });

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);

class FakeConnection implements Connection {
  open = true;
  closedChannels = 0;
  readonly lines: string[] = [];
  readonly #script: Script;
  readonly #listeners = new Set<(reason: Failure) => void>();
  readonly #running = new Set<(answer: ExecAnswer) => void>();

  constructor(script: Script) {
    this.#script = script;
  }

  exec(line: string, options: ExecOptions): Promise<ExecAnswer> {
    if (!this.open) return Promise.resolve({ ended: 'failed', written: false, failure: lost });
    this.lines.push(line);
    let over = false;
    const answer = this.#script(line, (stream, bytes) => {
      if (!over) options.onOutput(stream, bytes);
    });
    if (answer !== 'never' && !(answer instanceof Promise)) return Promise.resolve(answer);
    return new Promise((resolve) => {
      let stop = (): void => {};
      const end = (ended: ExecAnswer): void => {
        over = true;
        stop();
        this.#running.delete(end);
        resolve(ended);
      };
      this.#running.add(end);
      if (answer !== 'never') void answer.then(end);
      stop = onAbort(options.signal, () => {
        this.closedChannels += 1;
        end({ ended: 'failed', written: true, failure: failureFrom(abortReason(options.signal)) });
      });
    });
  }

  onClose(listener: (reason: Failure) => void): () => void {
    if (!this.open) listener(lost);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The network takes the connection away. `noticed: false`: nobody is told until the next write. */
  lose(noticed = true): void {
    this.open = false;
    for (const end of [...this.#running]) end({ ended: 'failed', written: true, failure: lost });
    if (noticed) for (const listener of this.#listeners) listener(lost);
  }

  close(): Promise<void> {
    if (this.open) this.lose();
    return Promise.resolve();
  }
}

export const lost = failure('connection_lost', 'the connection ended');

/**
 * Dials scripted devices: each name has a script, or a failure; `hold` keeps a dial waiting until released, or with
 * `NAME login` its login.
 */
export class FakeDialer implements Dialer {
  readonly dialled: string[] = [];
  readonly connections: FakeConnection[] = [];
  /** A dial that is aborted goes on to its end, as one does whose last packet is on its way. */
  ignoreAbort = false;
  readonly #devices: ReadonlyMap<string, Script | Failure>;
  readonly #held = new Map<string, Promise<void>>();

  constructor(devices: Readonly<Record<string, Script | Failure>>) {
    this.#devices = new Map(Object.entries(devices));
  }

  hold(name: string): () => void {
    let release = (): void => {};
    this.#held.set(
      name,
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    return () => {
      this.#held.delete(name);
      release();
    };
  }

  async dial(device: Device, { signal, onStart, onConnected }: DialOptions): Promise<DialAnswer> {
    this.dialled.push(device.name);
    if (signal.aborted) return { ok: false, failure: failureFrom(abortReason(signal)) };
    onStart();
    const aborted = new Promise<void>((resolve) => onAbort(signal, resolve));
    const wait = (held = Promise.resolve()): Promise<void> => (this.ignoreAbort ? held : Promise.race([held, aborted]));
    await wait(this.#held.get(device.name));
    if (signal.aborted && !this.ignoreAbort) return { ok: false, failure: failureFrom(abortReason(signal)) };
    const script = this.#devices.get(device.name);
    if (script === undefined) throw new Error(`no script for ${device.name}`);
    if (typeof script === 'function' || script.error.phase === 'auth') onConnected?.();
    const login = this.#held.get(`${device.name} login`);
    if (login !== undefined) await wait(login);
    if (typeof script !== 'function') return { ok: false, failure: script };
    const connection = new FakeConnection(script);
    this.connections.push(connection);
    return { ok: true, connection };
  }
}
