import { describe, expect, it } from 'vitest';
import { FakeCli } from '../support/fake-cli-parts.ts';
import type { FakeRun } from '../support/fake-run.ts';
import { sampleDevice } from '../support/sample-device.ts';

const devices = ['r1', 'r2', 'r3'].map((name) => sampleDevice(name));

function answerAll(run: FakeRun): void {
  for (const { device, command, finished } of run.view.rows()) {
    if (finished !== null) continue;
    run.start(device, command.index);
    run.answer(device, 'Junos: 22.4R3\n', command.index);
  }
  run.finish();
}

describe('Enter', () => {
  const terminals = (cli: FakeCli): void => {
    cli.person.canBeAsked = true;
    cli.stderr.isTerminal = true;
    cli.stdout.isTerminal = true;
  };

  it('tells what is pending, above the live line, while the run goes on', async () => {
    const cli = new FakeCli({ devices });
    terminals(cli);
    const ended = cli.run('run', 'all', 'show version');
    const run = await cli.rollcall.nthRun(1);
    await cli.until(() => cli.leftovers > 3);
    run.start('r1');
    run.start('r2');
    run.answer('r2', 'x\n');
    cli.clock.advance(100);
    const before = cli.stderr.text.length;
    cli.pressEnter();
    expect(cli.stderr.text.slice(before)).toBe('\u001b[A\r\u001b[Jrunning (1): r1\nwaiting (1): r3\n');
    cli.clock.advance(100);
    expect(cli.stderr.text.endsWith('\r\u001b[K1/3 done · slowest: r1 0 s')).toBe(true);
    answerAll(run);
    expect(await ended).toBe(0);
    expect(cli.leftovers).toBe(0);
  });

  it.each(['stdout', 'stderr', 'person'] as const)('is not listened for where %s is no terminal', async (missing) => {
    const cli = new FakeCli({ devices });
    terminals(cli);
    if (missing === 'person') cli.person.canBeAsked = false;
    else cli[missing].isTerminal = false;
    const ended = cli.run('run', 'all', 'show version');
    const run = await cli.rollcall.nthRun(1);
    await Promise.resolve();
    run.start('r1');
    cli.clock.advance(100);
    cli.pressEnter();
    expect(cli.stderr.text).not.toContain('running');
    answerAll(run);
    await ended;
    expect(cli.leftovers).toBe(0);
  });
});
