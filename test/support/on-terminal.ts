import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { shellWord } from '../../src/base/shell-word.ts';
import { builtMain, ownEnvironment } from './built-command.ts';

/**
 * The built `rollcall` on a pseudo-terminal of its own, killed with the test if it still runs then. script(1) makes the
 * terminal, which every Debian, Fedora and macOS has.
 */
export class AtTerminal {
  /** All that stood on the terminal so far. */
  text = '';
  readonly ended: Promise<number | null>;
  readonly #script: ChildProcessByStdio<Writable, Readable, null>;

  /** `env` is added to `ownEnvironment`. */
  constructor(home: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const command = [process.execPath, builtMain, ...args];
    const bsd = process.platform === 'darwin';
    const line = ['-q', ...(bsd ? ['/dev/null', ...command] : ['-efc', command.map(shellWord).join(' '), '/dev/null'])];
    const child = spawn('script', line, {
      env: { ...ownEnvironment(home), TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
      // stdin is left open: its end would be typed as Ctrl-D.
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      this.text += piece;
    });
    this.#script = child;
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await this.ended;
    });
  }

  type(keys: string): void {
    this.#script.stdin.write(keys);
  }

  /** Waits until this stands on the terminal; rejects if the command ends without it. */
  async said(pattern: RegExp): Promise<void> {
    const silent = this.ended.then(() => {
      throw new Error(`it ended without saying so: ${this.text}`);
    });
    silent.catch(() => {});
    while (!pattern.test(this.text)) await Promise.race([once(this.#script.stdout, 'data'), silent]);
  }
}

/** Runs the built `rollcall` on a plain terminal to its end. */
export async function rollcallOnTerminal(
  home: string,
  args: readonly string[],
): Promise<{ readonly status: number | null; readonly screen: string }> {
  const terminal = new AtTerminal(home, args, { TERM: 'dumb' });
  const status = await terminal.ended;
  return { status, screen: terminal.text.replaceAll('\r\n', '\n') };
}
