import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { ApprovalQuestion } from '../../src/model/approval.ts';
import { FakeCli } from '../support/fake-cli-parts.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { mixed } from '../support/tool-calls.ts';

const question: ApprovalQuestion = {
  id: 'question-1',
  phrase: 'change 1',
  changedDevices: 1,
  planHash: 'a1b2c3d4e5f6a7b8',
  parts: [{ devices: ['r1'], lines: [{ line: 'clear arp', verdict: 'write' }] }],
};

function atTerminal(...typed: string[]): FakeCli {
  const cli = new FakeCli({ devices: [sampleDevice('r1')], onRun: mixed });
  cli.person.canBeAsked = true;
  cli.typed.push(...typed);
  cli.rollcall.question = question;
  return cli;
}

const run = (cli: FakeCli): Promise<number> => cli.run('run', 'r1', 'clear arp', '--allow-changes');

describe('run --allow-changes', () => {
  it('shows the question on stderr and passes on what was typed', async () => {
    const cli = atTerminal('change 1');
    expect(await run(cli)).toBe(0);
    expect(cli.stderr.text).toContain('On r1 (1 device), in this order:\n  1. "clear arp"  (write)');
    expect(cli.stdout.text).not.toContain('To send exactly this');
    expect(cli.rollcall.approvals).toEqual([{ id: 'question-1', typed: 'change 1', by: 'terminal' }]);
    expect(cli.opened[0]?.flags.allowChanges).toBe(true);
  });

  it('asks again where the plan has changed meanwhile', async () => {
    const cli = atTerminal('change 1', 'change 1');
    cli.rollcall.approvalError = new RollcallError('approval_stale', 'the plan is not the one that was approved');
    expect(await run(cli)).toBe(0);
    expect(cli.rollcall.approvals).toHaveLength(2);
    expect(cli.stderr.text).toContain('the plan is not the one that was approved');
  });

  it('ends with 3 where the person says no', async () => {
    const cli = atTerminal('no');
    cli.rollcall.approvalError = new RollcallError('approval_refused', 'what was typed is not "change 1"');
    expect(await run(cli)).toBe(3);
    expect(cli.rollcall.runs).toEqual([]);
    expect(cli.leftovers).toBe(0);
  });

  it('refuses what is too long to be shown whole', async () => {
    const cli = atTerminal('change 1');
    const lines = Array.from({ length: 300 }, () => ({ line: `clear ${'x'.repeat(80)}`, verdict: 'write' as const }));
    cli.rollcall.question = { ...question, parts: [{ devices: ['r1'], lines }] };
    expect(await run(cli)).toBe(2);
    expect(cli.stderr.text).toContain('nothing was sent');
    expect(cli.stderr.text).not.toContain('To send exactly this');
    expect(cli.rollcall.refusals).toMatchObject([{ code: 'approval_too_long' }]);
  });

  it('asks nobody where there is no terminal', async () => {
    const cli = atTerminal('change 1');
    cli.person.canBeAsked = false;
    await run(cli);
    expect(cli.rollcall.approvals).toEqual([undefined]);
    expect(cli.stderr.text).not.toContain('To send exactly this');
  });

  it('is off without the flag', async () => {
    const cli = atTerminal();
    cli.rollcall.question = null;
    await cli.run('run', 'r1', 'clear arp');
    expect(cli.opened[0]?.flags.allowChanges).toBeUndefined();
  });
});

it('serve takes --allow-changes, and not together with --read-only', async () => {
  const cli = new FakeCli();
  expect(await cli.run('serve', '--allow-changes', '--read-only')).toBe(2);
  expect(cli.opened).toEqual([]);
});
