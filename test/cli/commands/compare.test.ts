import { beforeEach, describe, expect, it } from 'vitest';
import { comparisonDocumentSchema } from '../../../src/model/comparison-document.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';

let cli: FakeCli;

async function run(answers: Readonly<Record<string, string | null>>): Promise<void> {
  const started = await cli.rollcall.startRun({ devices: Object.keys(answers).join(), command: 'show version' });
  for (const [device, answer] of Object.entries(answers)) {
    started.start(device);
    if (answer === null) started.fail(device, 'unreachable');
    else started.answer(device, answer);
  }
  started.finish();
  await cli.clock.advance(1_000);
}

beforeEach(() => {
  cli = new FakeCli({ devices: ['r1', 'r2', 'r3'].map((name) => sampleDevice(name)) });
});

describe('compare', () => {
  it('exits 0 where nothing differs, and says so', async () => {
    await run({ r1: 'a\n', r2: 'a\n' });
    await run({ r1: 'a\n', r2: 'a\n' });
    expect(await cli.run('compare', 'RUN2', 'previous')).toBe(0);
    expect(cli.stdout.text).toMatch(/^show version: 2 same \(before: run RUN1 .*\)\nsame r\[1-2\] \(2\)\n$/);
    expect(cli.leftovers).toBe(0);
  });

  it('exits 4 where something does, 5 where nothing could be compared', async () => {
    await run({ r1: 'a\nb\n', r2: 'a\nb\n', r3: null });
    await run({ r1: 'a\n', r2: 'a\n', r3: 'a\n' });
    expect(await cli.run('compare', 'RUN1', 'RUN2')).toBe(4);
    expect(cli.stdout.text).toContain('FAILED r3 (1): before unreachable, after ok: it was unreachable');
    expect(cli.stdout.text).toContain('changed r[1-2] (2): show version: 1 gone\n-b\n');
    expect(await cli.run('compare', 'RUN1', 'RUN2', '--devices', 'r3')).toBe(5);
    expect(await cli.run('compare', 'RUN1', 'RUN2', '--devices', 'nobody')).toBe(2);
  });

  it('masks unless told not to, and prints one document with --json', async () => {
    cli.masker = (output) => ({ text: output.replace(/\d+/g, 'N'), masks: ['number'] });
    await run({ r1: 'up 1\n' });
    await run({ r1: 'up 2\n' });
    expect(await cli.run('compare', 'RUN1', 'RUN2', '--json')).toBe(0);
    expect(comparisonDocumentSchema.parse(JSON.parse(cli.stdout.text))).toMatchObject({ masked: ['number'] });
    cli.stdout.writes.length = 0;
    expect(await cli.run('compare', 'RUN1', 'RUN2', '--json', '--no-mask')).toBe(4);
    expect(JSON.parse(cli.stdout.text)).toMatchObject({ changed: [{ diff: '-up 1\n+up 2\n' }], masked: [] });
  });

  it('colours the lines of a diff on a terminal', async () => {
    cli.stdout.isTerminal = true;
    await run({ r1: 'a\n' });
    await run({ r1: 'b\n' });
    await cli.run('compare', 'RUN1', 'RUN2');
    expect(cli.stdout.text).toContain('\u001b[31m-a\u001b[39m\n\u001b[32m+b\u001b[39m');
  });

  it.each([['RUN9'], ['previous']])('an unknown run or none before exits 2: %s', async (other) => {
    await run({ r1: 'a\n' });
    expect(await cli.run('compare', 'RUN1', other)).toBe(2);
    expect(cli.stderr.text).toMatch(/^rollcall: .+\n {2}hint: /);
  });
});
