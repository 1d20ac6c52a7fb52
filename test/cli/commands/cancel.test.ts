import { expect, it } from 'vitest';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import { sampleDevice } from '../../support/sample-device.ts';

async function withRun(): Promise<FakeCli> {
  const cli = new FakeCli({ devices: [sampleDevice('r1')] });
  await cli.rollcall.startRun({ devices: 'all', command: 'show version' });
  return cli;
}

/** A run of another process: cancelling it only leaves a request, and closing our rollcall does not touch it. */
function ofAnotherProcess(cli: FakeCli): void {
  cli.rollcall.cancelRun = async () => ({ result: 'requested' });
  cli.rollcall.close = async () => {};
}

it('says when the run has ended', async () => {
  const cli = await withRun();
  expect(await cli.run('cancel', 'RUN1')).toBe(0);
  expect(cli.stdout.text).toBe('RUN1 cancelled\n');
  expect(cli.leftovers).toBe(0);
});

it("waits until another process's run has changed", async () => {
  const cli = await withRun();
  ofAnotherProcess(cli);
  const ended = cli.run('cancel', 'RUN1');
  await cli.until(() => cli.clock.pending > 0);
  cli.clock.advance(600);
  cli.rollcall.runs[0]?.cancel('cancelled from another process');
  expect(await ended).toBe(0);
  expect(cli.stdout.text).toBe('RUN1 cancelled\n');
  expect(cli.leftovers).toBe(0);
});

it('gives up after 5 s, and says what to do', async () => {
  const cli = await withRun();
  ofAnotherProcess(cli);
  const ended = cli.run('cancel', 'RUN1');
  await cli.until(() => cli.clock.pending > 0);
  cli.clock.advance(5_000);
  expect(await ended).toBe(5);
  expect(cli.stderr.text).toMatch(/^rollcall: .*still running\n {2}hint: .*rollcall show RUN1\n$/);
  expect(cli.leftovers).toBe(0);
});

it('a run that has ended is no error', async () => {
  const cli = await withRun();
  cli.rollcall.runs[0]?.cancel('before');
  expect(await cli.run('cancel', 'RUN1')).toBe(0);
  expect(cli.stdout.text).toBe('RUN1 had already ended (cancelled)\n');
});

it('an unknown run exits 2', async () => {
  const cli = new FakeCli();
  expect(await cli.run('cancel', 'RUN9')).toBe(2);
  expect(cli.stderr.text).toMatch(/^rollcall: .+\n {2}hint: /);
});
