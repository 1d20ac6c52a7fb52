import { expect, test } from 'vitest';
import { ByteBudget } from '../../src/base/byte-budget.ts';
import { runCommand } from '../../src/session/run-command.ts';
import type { OutputStream } from '../../src/transport/connection.ts';
import { bundledRedaction, markOf } from '../support/bundled-redaction.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { exit, FakeDialer, lost, type Script, text } from '../support/fake-dialer.ts';
import { sampleDevice, samplePlan } from '../support/sample-device.ts';

const device = sampleDevice('r1');
const secret = '$9$C4naryC4nary';

async function run(script: Script) {
  const dialled = await new FakeDialer({ r1: script }).dial(device, {
    signal: new AbortController().signal,
    onStart: () => {},
  });
  const command = samplePlan([device], ['show version']).jobs[0]?.commands[0];
  if (!dialled.ok || command === undefined) throw new Error('no connection, or no command');
  const kept: Record<OutputStream, string> = { stdout: '', stderr: '' };
  const end = await runCommand(dialled.connection, device, command, {
    signal: new AbortController().signal,
    clock: new FakeClock(),
    outputLimitBytes: 1_000,
    runBudget: new ByteBudget(1_000),
    redaction: bundledRedaction,
    onText: (stream, piece) => {
      kept[stream] += piece;
    },
  });
  return { ...end, kept };
}

test('the message of a refusal holds no secret', async () => {
  const { failure, kept } = await run((_line, out) => {
    out('stdout', text(`error: bad value ${secret}\n`));
    return exit();
  });
  expect(failure).toMatchObject({ outcome: 'rejected', error: { message: `error: bad value ${markOf(secret)}` } });
  expect(kept.stdout).toBe(`error: bad value ${markOf(secret)}\n`);
});

test('a secret cut by the end of the connection, and one on stderr, are replaced', async () => {
  const { kept } = await run((_line, out) => {
    out('stdout', text('a\nset x secret "$9$C4na'));
    out('stderr', text('secret "$9$C4'));
    out('stdout', text('ryC4nary'));
    out('stderr', text('naryC4nary";\n'));
    return { ended: 'failed', written: true, failure: lost };
  });
  expect(kept).toEqual({
    stdout: `a\nset x secret "${markOf(secret)}`,
    stderr: `secret "${markOf(secret)}";\n`,
  });
});
