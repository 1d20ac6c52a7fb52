import { describe, expect, it } from 'vitest';
import { startChild } from '../../src/cli/start-child.ts';
import { FakeClock } from '../support/fake-clock.ts';

function start(script: string): { clock: FakeClock; child: ReturnType<typeof startChild> } {
  const clock = new FakeClock();
  return { clock, child: startChild(process.execPath, ['-e', script], clock) };
}

describe('a child process', () => {
  it('says its first line, and ends when it is told to', async () => {
    const { clock, child } = start("console.log('ready'); console.log('more'); process.stdin.resume()");
    expect(await child.firstLine).toBe('ready');
    await child.stop();
    await child.stop();
    expect(clock.pending).toBe(0);
  });

  it('that ends before it is ready says why', async () => {
    const { child } = start("console.error('no ports left'); process.exit(3)");
    await expect(child.firstLine).rejects.toThrow(/before it was ready: no ports left/);
    await child.stop();
  });

  it('that does not listen is ended by force', async () => {
    const { clock, child } = start("console.log('ready'); setInterval(() => {}, 1000)");
    await child.firstLine;
    const stopped = child.stop();
    clock.advance(2_000);
    await stopped;
    expect(clock.pending).toBe(0);
  });

  it('that cannot be started at all is an error, not a crash', async () => {
    const child = startChild('/nowhere/node', [], new FakeClock());
    await expect(child.firstLine).rejects.toThrow(/ENOENT/);
    await child.stop();
  });
});
