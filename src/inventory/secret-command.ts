import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { abortReason, onAbort, startDeadline } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { credentialError } from './private-file.ts';

/** A password manager may ask for a fingerprint; longer means that nobody is there. */
const secretCommandTimeoutMs = 30_000;
const maxOutputBytes = 65_536;

export interface SecretCommandOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * What a program prints, run without a shell. Ends it, with everything it has started, on abort, after 30 s and when
 * it prints more than 64 KiB. Its stderr is dropped: it may hold what must not be logged. Settles when it has gone.
 */
export async function runSecretCommand(argv: readonly string[], options: SecretCommandOptions): Promise<string> {
  const [program = '', ...args] = argv;
  const name = secretCommandName(argv);
  const deadline = startDeadline(options.signal, secretCommandTimeoutMs, options.clock, () =>
    credentialError(`${name} did not end within ${secretCommandTimeoutMs / 1_000} s`, runByHand),
  );
  try {
    if (deadline.signal.aborted) throw abortReason(deadline.signal);
    return await run(program, args, name, options.env, deadline.signal);
  } finally {
    deadline.clear();
  }
}

/**
 * A secret command as messages name it. Of the program only the first word, and no assignment: people write the
 * whole line, with a password in it, where the program belongs.
 */
export function secretCommandName([program = '']: readonly string[]): string {
  const [word = '', ...more] = program.trim().split(/[\s=]/);
  return `secret command ${JSON.stringify(more.length === 0 ? word : `${word}…`)}`;
}

const runByHand = 'run the command by hand as the same user and see what it says';

function run(
  program: string,
  args: readonly string[],
  name: string,
  env: SecretCommandOptions['env'],
  signal: AbortSignal,
): Promise<string> {
  const howToStart = /\s/.test(program)
    ? 'write the program and each of its arguments as a text of its own: [PROGRAM, ARGUMENT]'
    : 'check the program in the inventory';
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let ended: RollcallError | null = null;
    // A process group of its own, so that ending it reaches the programs it has started.
    const group = process.platform !== 'win32';
    const notStarted = (thrown: unknown): void =>
      reject(credentialError(`${name} cannot be started: ${systemErrorText(thrown)}`, howToStart));
    let child: ChildProcessByStdio<null, Readable, null>;
    try {
      child = spawn(program, args, {
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: group,
        windowsHide: true,
      });
    } catch (thrown) {
      // Only some errors come as an event; the others (a loop of links, too long a line) are thrown.
      notStarted(thrown);
      return;
    }
    const kill = (why: RollcallError): void => {
      ended ??= why;
      if (child.pid === undefined) return;
      try {
        if (group) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has ended by itself in the meantime.
      }
      child.stdout.destroy();
    };
    const stop = onAbort(signal, () => kill(abortReason(signal)));
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxOutputBytes) kill(credentialError(`${name} printed more than ${maxOutputBytes} bytes`, runByHand));
      else chunks.push(chunk);
    });
    child.on('error', (thrown) => {
      stop();
      notStarted(thrown);
    });
    child.on('close', (status, killedBy) => {
      stop();
      if (ended !== null) reject(ended);
      else if (status === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else {
        const how = status === null ? `was ended by ${killedBy ?? 'a signal'}` : `ended with exit status ${status}`;
        reject(credentialError(`${name} ${how}`, runByHand));
      }
    });
  });
}
