import { type ChildProcess, spawn } from 'node:child_process';
import { onAbort } from '../base/abort.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import type { ShellEnd, ShellOptions } from './cli-parts.ts';

/** From being told to end to SIGKILL. */
const graceMs = 2_000;

/**
 * Runs a line in the system's shell, in a process group of its own, so that all that it started ends together. What it
 * prints goes to `output` (a file descriptor), never to standard output, which is for results.
 */
export function startShell(line: string, options: ShellOptions, clock: Clock, output: number): Promise<ShellEnd> {
  const { env, input, signal, silent } = options;
  const prints = silent ? 'ignore' : output;
  const ownGroup = process.platform !== 'win32';
  return new Promise((resolve) => {
    const child = spawn(line, {
      shell: true,
      env: { ...env },
      stdio: ['pipe', prints, prints],
      detached: ownGroup,
    });
    let forced: Timer | null = null;
    // If rollcall is ended at once, nothing stays behind.
    const killAll = (): void => sendSignal(child, ownGroup, 'SIGKILL');
    process.once('exit', killAll);
    const stopListening = onAbort(signal, () => {
      sendSignal(child, ownGroup, 'SIGTERM');
      forced = clock.after(graceMs, killAll);
    });
    const ended = (end: ShellEnd): void => {
      stopListening();
      forced?.cancel();
      process.off('exit', killAll);
      // The shell is gone; a child of its that did not listen goes too.
      if (signal.aborted) killAll();
      resolve(end);
    };
    child.once('error', (error) => ended({ status: null, detail: `cannot be started: ${systemErrorText(error)}` }));
    child.once('exit', (status, name) => ended({ status, detail: name === null ? null : `ended by ${name}` }));
    // It may end without reading.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function sendSignal(child: ChildProcess, ownGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (ownGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It is gone.
  }
}
