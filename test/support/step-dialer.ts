import { setImmediate as turn } from 'node:timers/promises';
import type { Device } from '../../src/model/device.ts';
import type { Failure } from '../../src/model/failure.ts';
import type {
  Connection,
  DialAnswer,
  Dialer,
  DialOptions,
  ExecAnswer,
  ExecOptions,
} from '../../src/transport/connection.ts';
import { exit, lost, text } from './fake-dialer.ts';

/** What happens to one attempt: the dial fails, or the command ends so, with some output; `loses`: its connection with it. */
export type Step =
  | { readonly dial: Failure }
  | { readonly exec: ExecAnswer; readonly output?: string; readonly loses?: boolean };

/** One device whose attempts go as these steps say, in order; when they are used up, commands succeed. */
export class StepDialer implements Dialer {
  /** Lines that reached the device, in order. */
  readonly written: string[] = [];
  /** Connections that turned out to be dead when a command was to go out on them. */
  deaths = 0;
  readonly #steps: Step[];

  constructor(steps: readonly Step[]) {
    this.#steps = [...steps];
  }

  async dial(_device: Device, { onStart }: DialOptions): Promise<DialAnswer> {
    onStart();
    await turn();
    const [next] = this.#steps;
    if (next === undefined || !('dial' in next)) return { ok: true, connection: this.#connection() };
    this.#steps.shift();
    return { ok: false, failure: next.dial };
  }

  #connection(): Connection {
    const listeners = new Set<(reason: Failure) => void>();
    const connection = {
      open: true,
      exec: (line: string, options: ExecOptions) => this.#exec(line, options, close),
      onClose(listener: (reason: Failure) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      close: async () => close(),
    };
    const close = (): void => {
      connection.open = false;
      for (const listener of listeners) listener(lost);
    };
    return connection;
  }

  async #exec(line: string, { onOutput }: ExecOptions, close: () => void): Promise<ExecAnswer> {
    await turn();
    const [next] = this.#steps;
    if (next !== undefined && 'dial' in next) {
      // What comes next is a failed dial: the connection had died before.
      this.deaths += 1;
      close();
      return { ended: 'failed', written: false, failure: lost };
    }
    this.#steps.shift();
    const { exec, output = '', loses = false } = next ?? { exec: exit() };
    if (exec.ended === 'exit' || exec.written) this.written.push(line);
    else if (exec.failure.outcome === 'connection_lost') this.deaths += 1;
    if (output !== '') onOutput('stdout', text(output));
    if (loses) close();
    return exec;
  }
}
