import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '../base/clock.ts';
import type { ChildProcess } from './cli-parts.ts';

/** From being told to end to SIGKILL. */
const graceMs = 2_000;

/**
 * A process in a process group of its own: a Ctrl-C at the terminal reaches only the parent. The pipe to its standard
 * input is the lifeline; however the parent ends, the child sees it close. Its standard error is kept for the message
 * if it fails to start.
 */
export function startChild(nodePath: string, args: readonly string[], clock: Clock): ChildProcess {
  const child = spawn(nodePath, [...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  // Writing nothing, the pipe can still report that the child went first.
  child.stdin.on('error', () => {});
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-2_000);
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the process ended before it was ready: ${complaint.trim()}`)));
  });
  // One that is stopped before anyone asked for its first line is no unhandled rejection.
  firstLine.catch(() => {});
  return {
    firstLine,
    async stop() {
      child.stdin.end();
      const forced = clock.after(graceMs, () => child.kill('SIGKILL'));
      await exited;
      forced.cancel();
    },
  };
}
