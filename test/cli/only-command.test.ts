import { expect, it } from 'vitest';
import { onlyCommand } from '../../src/cli/only-command.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRun } from '../support/fake-run.ts';

function finishedRun(commands: string[]): FakeRun {
  const run = new FakeRun('RUN1', ['r1', 'r2', 'r3'], commands, new FakeClock());
  for (const index of commands.keys()) {
    run.start('r1', index);
    run.answer('r1', `answer ${index}\n`, index);
    run.fail('r2', 'unreachable', index);
    run.start('r3', index);
    if (index === 0) run.fail('r3', 'rejected', index);
    else run.answer('r3', 'x\n', index);
  }
  run.finish();
  return run;
}

it('of one command has its groups, results and failures, also those that stand for every command', () => {
  const { view } = finishedRun(['show version', 'show route']);
  const document = onlyCommand(buildDocument(view, { view: 'folded' }), 1);
  expect(document.results?.map(({ device, command_index }) => [device, command_index])).toEqual([
    ['r1', 1],
    ['r2', 1],
    ['r3', 1],
  ]);
  expect(document.groups?.map(({ output }) => output)).toEqual(['answer 1\n', 'x\n']);
  expect(document.failures.map(({ outcome }) => outcome)).toEqual(['unreachable']);
  expect(document.summary.total).toBe(6);
});

it('of the only command is the whole document', () => {
  const { view } = finishedRun(['show version']);
  const document = buildDocument(view, { view: 'folded' });
  expect(onlyCommand(document, 0)).toBe(document);
});
