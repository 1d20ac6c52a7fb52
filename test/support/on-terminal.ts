import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { builtMain, ownEnvironment } from './built-command.ts';

/**
 * Runs the built `rollcall` with a terminal of its own for everything it writes; `script` makes it, which every Debian,
 * Fedora and macOS has. Resolves with the exit status and all that stood on the terminal.
 */
export function rollcallOnTerminal(
  home: string,
  args: readonly string[],
): Promise<{ readonly status: number | null; readonly screen: string }> {
  const command = [process.execPath, builtMain, ...args];
  const quoted = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const parameters =
    process.platform === 'darwin' ? ['-q', '/dev/null', ...command] : ['-q', '-e', '-c', quoted, '/dev/null'];
  const child = spawn('script', parameters, {
    env: { ...ownEnvironment(home), TERM: 'dumb', SHELL: '/bin/sh' },
    // Left open: its end would be typed as Ctrl-D.
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    screen += piece;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, screen: screen.replaceAll('\r\n', '\n') }));
  });
}
