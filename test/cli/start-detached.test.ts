import { expect, it } from 'vitest';
import { startDetached } from '../../src/cli/start-detached.ts';

const start = (script: string, signal = new AbortController().signal) =>
  startDetached(process.execPath, ['-e', script], signal);

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('a detached process goes on when its first line is read, and what it says later harms nobody', async () => {
  // It ends by itself: with stdin that is no terminal, and after it has spoken into the void.
  const { firstLine, status } = await start(`
    console.log(process.pid);
    process.stdout.on('error', () => {});
    process.stderr.on('error', () => {});
    setTimeout(() => { console.log('more'); console.error('more'); }, 50);
    setTimeout(() => process.exit(), 400);
  `);
  expect(status).toBe(0);
  const pid = Number(firstLine);
  expect(isAlive(pid)).toBe(true);
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

it('one that ends before it says anything gives its status and complaint', async () => {
  const ended = await start("console.error('no such device'); process.exit(2)");
  expect(ended).toEqual({ firstLine: null, status: 2, complaint: 'no such device\n' });
});

it('one that says nothing is ended by an abort', async () => {
  const abort = new AbortController();
  const ended = start('setInterval(() => {}, 1000)', abort.signal);
  abort.abort();
  expect(await ended).toMatchObject({ firstLine: null });
});

it('one that cannot be started is an error', async () => {
  await expect(startDetached('/nowhere/node', [], new AbortController().signal)).rejects.toThrow(/ENOENT/);
});
