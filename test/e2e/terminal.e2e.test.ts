import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shellWord } from '../../src/base/shell-word.ts';
import { builtMain, fleetProcess, ownEnvironment } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The built command on a pseudo-terminal of its own, which script(1) makes. */
class AtTerminal {
  text = '';
  readonly ended: Promise<number | null>;
  readonly #script: ChildProcessByStdio<Writable, Readable, null>;

  constructor(home: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const command = [process.execPath, builtMain, ...args];
    const bsd = process.platform === 'darwin';
    const line = ['-q', ...(bsd ? ['/dev/null', ...command] : ['-efc', command.map(shellWord).join(' '), '/dev/null'])];
    const child = spawn('script', line, {
      env: { ...ownEnvironment(home), TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      this.text += piece;
    });
    this.#script = child;
    this.ended = new Promise((resolve) => {
      child.on('close', (status) => resolve(status));
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await this.ended;
    });
  }

  type(keys: string): void {
    this.#script.stdin.write(keys);
  }

  async said(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.text)) await once(this.#script.stdout, 'data');
  }
}

const hangs = ['--count', '3', '--fault', 'hang=100'];

describe('rollcall run on a terminal', () => {
  it('tells what is pending on Enter, and Ctrl-C still cancels', async () => {
    const home = temporaryFolder();
    const inventory = await fleetProcess(home, hangs);
    const terminal = new AtTerminal(home, ['run', 'all', 'show version', '-i', inventory]);
    await terminal.said(/0\/3 done · slowest: .*, /);
    terminal.type('\n');
    await terminal.said(/running \(3\): /);
    terminal.type('\n');
    await terminal.said(/running \(3\)[\s\S]*running \(3\)/);
    terminal.type('\u0003');
    await terminal.said(/cancelling; press Ctrl-C again/);
    expect(await terminal.ended).toBe(130);
    expect(terminal.text).toContain('cancelled: 0 of 3 succeeded');
  });

  it('is in colour, and ends by itself with nobody at the keys', async () => {
    const home = temporaryFolder();
    const inventory = await fleetProcess(home, ['--count', '3']);
    const args = ['run', 'all', 'show version | match Junos:', '-i', inventory];
    const coloured = new AtTerminal(home, args);
    expect(await coloured.ended).toBe(0);
    expect(coloured.text).toContain('\u001b[32m3 of 3 succeeded');
    const plain = new AtTerminal(home, args, { NO_COLOR: '1' });
    expect(await plain.ended).toBe(0);
    expect(plain.text).toContain('3 of 3 succeeded');
    expect(plain.text.replaceAll('\u001b[K', '')).not.toContain('\u001b');
  });
});
