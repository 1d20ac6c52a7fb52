import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ShellOptions } from '../../src/cli/cli-parts.ts';
import { startShell } from '../../src/cli/start-shell.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function shell(line: string, options: Partial<ShellOptions> = {}) {
  const path = join(temporaryFolder(), 'output');
  const output = openSync(path, 'a');
  onTestFinished(() => closeSync(output));
  const clock = new FakeClock();
  const { signal } = new AbortController();
  const env = { PATH: process.env.PATH };
  const ended = startShell(line, { env, input: '', signal, silent: false, ...options }, clock, output);
  return { clock, ended, said: () => readFileSync(path, 'utf8') };
}

describe('startShell', () => {
  it('runs a shell line with this environment and input, and keeps what it prints off standard output', async () => {
    const { ended, said, clock } = shell('echo "$WHO: $(cat)"; echo oops >&2; exit 3', {
      env: { PATH: process.env.PATH, WHO: 'it is; $(not) `run`' },
      input: '{"a":1}\n',
    });
    expect(await ended).toEqual({ status: 3, detail: null });
    expect(said()).toBe('it is; $(not) `run`: {"a":1}\noops\n');
    expect(clock.pending).toBe(0);
  });

  it('drops what it prints where nobody would read it', async () => {
    const { ended, said } = shell('echo done && echo more >&2', { silent: true });
    expect(await ended).toEqual({ status: 0, detail: null });
    expect(said()).toBe('');
  });

  it('is not disturbed by a line that does not read its input', async () => {
    expect(await shell('exit 0', { input: 'x'.repeat(1_000_000) }).ended).toEqual({ status: 0, detail: null });
  });

  it('ends all that the line started', async () => {
    const controller = new AbortController();
    const { ended, said, clock } = shell('sleep 300 & echo $!; wait', { signal: controller.signal });
    await expect.poll(said).toMatch(/^\d+\n$/);
    controller.abort();
    expect(await ended).toEqual({ status: null, detail: 'ended by SIGTERM' });
    const pid = Number(said());
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('ends by force what does not listen', async () => {
    const controller = new AbortController();
    const { ended, said, clock } = shell("trap '' TERM; echo ready; while :; do sleep 1; done", {
      signal: controller.signal,
    });
    await expect.poll(said).toBe('ready\n');
    controller.abort();
    clock.advance(2_000);
    expect(await ended).toEqual({ status: null, detail: 'ended by SIGKILL' });
    expect(clock.pending).toBe(0);
  });
});

/** A zombie counts as gone: its parent died before it. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
