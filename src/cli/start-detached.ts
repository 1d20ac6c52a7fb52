import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onAbort } from '../base/abort.ts';
import type { DetachedStart } from './cli-parts.ts';

/**
 * Starts a process in a session of its own, without a terminal, that outlives this one, and waits for its first line. After
 * that nobody reads what it says. An abort before ends it.
 */
export function startDetached(nodePath: string, args: readonly string[], signal: AbortSignal): Promise<DetachedStart> {
  const child = spawn(nodePath, [...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = onAbort(signal, () => child.kill('SIGTERM'));
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  return new Promise<DetachedStart>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ firstLine: null, status: status ?? 1, complaint }));
    createInterface({ input: child.stdout }).once('line', (firstLine) => {
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve({ firstLine, status: 0, complaint });
    });
  }).finally(stop);
}
