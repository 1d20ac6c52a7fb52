import { expect, test } from 'vitest';
import { ByteBudget } from '../../src/base/byte-budget.ts';
import { failure } from '../../src/model/failure.ts';
import { runCommand } from '../../src/session/run-command.ts';
import type { ExecAnswer } from '../../src/transport/connection.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeDialer, text } from '../support/fake-dialer.ts';
import { noRedaction } from '../support/no-redaction.ts';
import { sampleDevice, samplePlan } from '../support/sample-device.ts';

const device = sampleDevice('r1');

async function run(output: string, answer: ExecAnswer) {
  const dialer = new FakeDialer({
    r1: (_line, out) => {
      out('stdout', text(output));
      return answer;
    },
  });
  const signal = new AbortController().signal;
  const dialled = await dialer.dial(device, { signal, onStart: () => {} });
  const command = samplePlan([device], ['show version']).jobs[0]?.commands[0];
  if (!dialled.ok || command === undefined) throw new Error('no connection, or no command');
  const clock = new FakeClock();
  let kept = '';
  const end = await runCommand(dialled.connection, device, command, {
    signal,
    clock,
    outputLimitBytes: 1_000,
    runBudget: new ByteBudget(1_000),
    redaction: noRedaction,
    onText: (_stream, piece) => {
      kept += piece;
    },
  });
  expect(clock.pending).toBe(0);
  return { ...end, kept };
}

test('an end by a signal is no success, whatever the output looks like', async () => {
  expect(await run('Junos: 22.4\n', { ended: 'exit', exitStatus: null, signal: 'KILL' })).toMatchObject({
    failure: {
      outcome: 'rejected',
      error: { message: 'the device ended the command by signal KILL', phase: 'command' },
    },
    exitStatus: null,
    written: true,
    kept: 'Junos: 22.4\n',
  });
});

test('no exit status is a success', async () => {
  const end = await run('Junos: 22.4\n', { ended: 'exit', exitStatus: null, signal: null });
  expect(end).toMatchObject({ failure: null, exitStatus: null });
});

test('a timeout before the command was sent says so, one after that passes the exit status on', async () => {
  const late = failure('command_timeout', 'no end of output within 30 s', { phase: 'command' });
  expect(await run('', { ended: 'failed', written: false, failure: late })).toMatchObject({
    failure: {
      outcome: 'command_timeout',
      error: { message: 'the device opened no channel within 30 s', phase: 'channel' },
    },
    written: false,
  });
  expect(await run('', { ended: 'failed', written: true, failure: late, exitStatus: 0 })).toMatchObject({
    failure: late,
    exitStatus: 0,
    written: true,
  });
});
