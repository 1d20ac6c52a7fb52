import { abortReason, untilAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { Secret } from '../base/secret.ts';
import type { SecretReader, SecretSource } from '../model/device.ts';
import { credentialError, readPrivateFile } from './private-file.ts';
import { runSecretCommand, secretCommandName } from './secret-command.ts';

/** One unlocking of a password manager serves a whole run, and a changed password is noticed within a minute. */
const keptMs = 60_000;
/** So that a command that fails is not run once for every device of a run. */
const failureKeptMs = 5_000;

export interface SecretReaderOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** Reads secrets where the inventory says; a command's answer is kept 60 s and equal commands run once. */
export function createSecretReader(options: SecretReaderOptions): SecretReader & { close(): Promise<void> } {
  return new LocalSecretReader(options);
}

/** One run of a command, shared by everyone who wants its answer. */
interface CommandRun {
  readonly answer: Promise<Secret>;
  readonly controller: AbortController;
  waiting: number;
  /** When the answer is no longer good; null while it runs. */
  keptUntil: number | null;
}

class LocalSecretReader implements SecretReader {
  readonly #options: SecretReaderOptions;
  readonly #runs = new Map<string, CommandRun>();
  #closed = false;

  constructor(options: SecretReaderOptions) {
    this.#options = options;
  }

  async read(source: SecretSource, signal: AbortSignal): Promise<Secret> {
    if (signal.aborted) throw abortReason(signal);
    switch (source.from) {
      case 'plain':
        return source.secret;
      case 'env':
        return this.#fromEnv(source.name);
      case 'file': {
        const bytes = await readPrivateFile(source.path, 'secret file');
        return toSecret(bytes.toString('utf8'), `secret file ${source.path} is empty`);
      }
      case 'command':
        return this.#fromCommand(source.argv, signal);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    for (const { controller } of runs) controller.abort(new RollcallError('cancelled', 'rollcall is closing'));
    await Promise.allSettled(runs.map(({ answer }) => answer));
  }

  #fromEnv(name: string): Secret {
    const value = this.#options.env[name];
    if (value === undefined || value === '') {
      const state = value === undefined ? 'not set' : 'empty';
      throw credentialError(
        `environment variable ${name} is ${state}`,
        `set it for the process that runs rollcall: ${name}=…`,
      );
    }
    return new Secret(value);
  }

  async #fromCommand(argv: readonly string[], signal: AbortSignal): Promise<Secret> {
    if (this.#closed) throw new RollcallError('cancelled', 'rollcall is closing');
    const run = this.#sharedRun(argv);
    run.waiting += 1;
    try {
      return await untilAborted(run.answer, signal);
    } finally {
      run.waiting -= 1;
      // The last one who waited has gone: nobody wants the answer any more.
      if (run.waiting === 0 && run.keptUntil === null) run.controller.abort(abortReason(signal));
    }
  }

  #sharedRun(argv: readonly string[]): CommandRun {
    const key = JSON.stringify(argv);
    const known = this.#runs.get(key);
    if (known !== undefined && !known.controller.signal.aborted) {
      if (known.keptUntil === null || this.#options.clock.now() < known.keptUntil) return known;
    }
    const controller = new AbortController();
    const answer = runSecretCommand(argv, { ...this.#options, signal: controller.signal }).then((output) =>
      toSecret(output, `${secretCommandName(argv)} printed nothing`),
    );
    const run: CommandRun = { answer, controller, waiting: 0, keptUntil: null };
    const keep = (ms: number) => () => {
      run.keptUntil = this.#options.clock.now() + ms;
    };
    answer.then(keep(keptMs), keep(failureKeptMs));
    this.#runs.set(key, run);
    return run;
  }
}

/** One line end at the end belongs to the file or the program, not to the secret. */
function toSecret(text: string, ifEmpty: string): Secret {
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw credentialError(ifEmpty, 'an empty password is never sent; check where it comes from');
  return new Secret(value);
}
