import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runDocumentSchema } from '../../src/model/run-document.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const builtMain = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let home: string;

beforeEach(() => {
  home = temporaryFolder();
});

/** The built command with a home, temporary folder and history of the test's own. */
function start(args: readonly string[]): ChildProcess & { readonly text: { out: string; err: string } } {
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: home, TMPDIR: home, ROLLCALL_HOME: join(home, 'state') };
  const child = spawn(process.execPath, [builtMain, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text.out += piece;
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    text.err += piece;
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'close');
  });
  return Object.assign(child, { text });
}

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const child = start(args);
  const [status] = await once(child, 'close');
  return { status: Number(status), ...child.text };
}

/** A fleet in a process of its own; its inventory. */
async function fleet(...args: string[]): Promise<string> {
  const child = start(['sim', '--inventory-out', join(home, 'devices.yaml'), ...args]);
  if (child.stdout === null) throw new Error('no pipe');
  const [path] = await once(createInterface({ input: child.stdout }), 'line');
  return String(path);
}

describe('the built command', () => {
  it('demo goes as staged, within 15 s, and leaves nothing behind', async () => {
    const began = Date.now();
    const { status, out, err } = await run('demo');
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(out).toContain('22 of 24 succeeded');
    expect(out).toContain(`claude mcp add rollcall -- ${process.execPath} ${builtMain} serve`);
    expect(readdirSync(home)).toEqual([]);
  });

  it('demo cleans up after Ctrl-C', async () => {
    const child = start(['demo']);
    if (child.stdout === null) throw new Error('no pipe');
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(status).toBe(130);
    expect(readdirSync(home)).toEqual([]);
  });

  it('accounts for every device, and ends by itself', async () => {
    const inventory = await fleet('--count', '40', '--fault', 'refuse=5', '--fault', 'auth-fail=5');
    const { status, out, err } = await run('run', 'all', 'show version', '--json', '-i', inventory);
    expect(err).toBe('');
    expect(status).toBe(4);
    const { results, summary } = runDocumentSchema.parse(JSON.parse(out));
    expect(results).toHaveLength(40);
    expect(summary.by_outcome).toEqual({ ok: 36, unreachable: 2, auth_failed: 2 });
  });

  it('is cancelled by one Ctrl-C, and from another process', async () => {
    const inventory = await fleet('--count', '3', '--fault', 'hang=100');
    const running = start(['run', 'all', 'show version', '--jsonl', '-i', inventory]);
    if (running.stdout === null) throw new Error('no pipe');
    await once(running.stdout, 'data');
    const { run_id } = JSON.parse(running.text.out.split('\n')[0] ?? '');
    const cancel = await run('cancel', run_id);
    expect(cancel).toMatchObject({ status: 0, out: `${run_id} cancelled\n` });
    const [status] = running.exitCode === null ? await once(running, 'close') : [running.exitCode];
    expect(status).toBe(130);

    const second = start(['run', 'all', 'show version', '--jsonl', '-i', inventory]);
    if (second.stdout === null) throw new Error('no pipe');
    await once(second.stdout, 'data');
    second.kill('SIGINT');
    const [interrupted] = await once(second, 'close');
    expect(interrupted).toBe(130);
    expect(second.text.err).toContain('press Ctrl-C again');
  });

  it('does not crash when the reader of its output goes away', async () => {
    const inventory = await fleet('--count', '3', '--fault', 'hang=100');
    const child = start(['run', 'all', 'show version', '--jsonl', '-i', inventory]);
    if (child.stdout === null) throw new Error('no pipe');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    // The next event meets a closed pipe: the run is over then.
    child.kill('SIGINT');
    const [status] = await once(child, 'close');
    expect(status).toBe(130);
    expect(child.text.err).not.toMatch(/EPIPE|Error:/);
  });

  it('runs only guarded commands, and says so with status 3', async () => {
    const inventory = await fleet('--count', '2');
    const { status, out } = await run('run', 'all', 'request system reboot', '-i', inventory);
    expect(status).toBe(3);
    expect(out).toContain('denied');
  });
});
