import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { builtMain, ownEnvironment } from './built-command.ts';

/** Starts the built server on a free HTTP port, ended with the test. Returns the URL that it announces. */
export async function serveHttp(home: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [builtMain, 'serve', '--http', '0', ...args], {
    env: ownEnvironment(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  for await (const line of createInterface(child.stderr)) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('the server ended before it announced its URL');
}
