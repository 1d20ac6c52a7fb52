import { describe, expect, it } from 'vitest';
import { permittedRollcall } from '../../src/app/permitted-rollcall.ts';
import type { ActiveRun, Rollcall } from '../../src/app/rollcall.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { ApprovalQuestion } from '../../src/model/approval.ts';
import type { AuditEvent } from '../../src/model/audit.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { RunRequest } from '../../src/model/run-request.ts';
import type { ExecAnswer } from '../../src/transport/connection.ts';
import { execUnanswered, outputCut } from '../../src/transport/ssh2/exec-failure.ts';
import { exit, lost, type Script, text } from '../support/fake-dialer.ts';
import { answering, type ProductOptions, productOver } from '../support/rollcall-over.ts';
import { guardWith } from '../support/shipped-guard.ts';

const caller: Caller = { surface: 'mcp-http', client: null, token: 'ops' };
const reboot = { devices: 'core1,edge1', command: ['show version', 'request system reboot'] };

function product(options: ProductOptions = {}) {
  const events: AuditEvent[] = [];
  const record = async (_who: Caller, event: AuditEvent): Promise<void> => void events.push(event);
  const made = productOver({ core1: answering, edge1: answering }, { changes: true, audit: { record }, ...options });
  const sent = (): readonly string[] => made.dialer.connections.flatMap(({ lines }) => lines);
  return { ...made, events, sent };
}

const outcomes = (run: ActiveRun) => run.view.rows().map(({ finished }) => finished?.outcome);

async function asked(rollcall: Rollcall, request: RunRequest = reboot): Promise<ApprovalQuestion> {
  const question = await rollcall.askApproval(request, { caller });
  if (question === null) throw new Error('nothing to approve');
  return question;
}

const approve = ({ id, phrase }: ApprovalQuestion) => ({ id, typed: phrase, by: 'elicitation' as const });

describe('a change', () => {
  it('runs after a person approved it, and the audit log has how and what', async () => {
    const { rollcall, events, sent } = product();
    const question = await asked(rollcall);
    expect(question).toMatchObject({
      phrase: 'change 2 on-1',
      changedDevices: 2,
      parts: [
        {
          devices: ['core1', 'edge1'],
          lines: [
            { line: 'show version', verdict: 'read' },
            { line: 'request system reboot', verdict: 'dangerous' },
          ],
        },
      ],
    });
    expect(sent()).toEqual([]);
    const run = await rollcall.startRun(reboot, { caller, approval: approve(question) });
    await run.ended;
    expect(outcomes(run)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(sent()).toHaveLength(4);
    expect(events[0]).toEqual({
      type: 'approval-asked',
      plan: question.planHash,
      devices: 'core1,edge1',
      device_count: 2,
      commands: ['show version', 'request system reboot'],
    });
    expect(events[1]).toMatchObject({
      type: 'run-started',
      approval: { by: 'elicitation', plan: question.planHash },
      judgements: [{ allowed: true }, { verdict: 'dangerous', allowed: true }],
    });
  });

  it('without an approval is denied, and nothing is sent to the device', async () => {
    const { rollcall, sent, events } = product();
    const run = await rollcall.startRun(reboot, { caller });
    await run.ended;
    expect(outcomes(run)).toEqual(['denied', 'denied', 'denied', 'denied']);
    expect(run.view.row('core1', 1)?.finished?.error).toMatchObject({
      code: 'approval_needed',
      hint: expect.stringContaining('a person has to approve it'),
    });
    expect(sent()).toEqual([]);
    expect(events[0]).toMatchObject({ approval: null, judgements: [{ allowed: true }, { allowed: false }] });
  });

  it('is asked about nowhere unless rollcall was started for changes', async () => {
    const { rollcall } = product({ changes: false });
    expect(await rollcall.askApproval(reboot, { caller })).toBeNull();
    const run = await rollcall.startRun(reboot, { caller });
    expect(run.view.row('core1', 1)?.finished?.error?.hint).toContain('--allow-changes');
  });

  it('is asked about only where the audit log takes that, and a bad request is recorded as one', async () => {
    const record = async (): Promise<void> => {
      throw new RollcallError('audit_failed', 'no space left');
    };
    const full = product({ audit: { record } });
    await expect(full.rollcall.askApproval(reboot, { caller })).rejects.toMatchObject({ code: 'audit_failed' });
    const { rollcall, events } = product();
    const wrong = { ...reboot, devices: '@nowhere' };
    await expect(rollcall.askApproval(wrong, { caller })).rejects.toMatchObject({ code: 'bad_selector' });
    expect(events).toMatchObject([{ type: 'refused', error: { code: 'bad_selector' }, devices: '@nowhere' }]);
  });

  it('is nothing a caller for reading can approve', async () => {
    const { rollcall, sent } = product();
    const reading = permittedRollcall(rollcall, { devices: 'all', changes: false }, caller);
    expect(await reading.askApproval(reboot, { caller })).toBeNull();
    const run = await reading.startRun(reboot, { caller });
    expect(run.view.row('core1', 1)?.finished?.error?.hint).toContain('scope change');
    const question = await asked(rollcall);
    await expect(reading.startRun(reboot, { caller, approval: approve(question) })).rejects.toMatchObject({
      code: 'approval_stale',
    });
    expect(sent()).toEqual([]);
  });
});

describe('an approval is refused', () => {
  it.each([
    ['when the phrase is another', { typed: 'change 3 on-1' }],
    ['when it lacks the code of the question', { typed: 'change 2' }],
    ['when it is the phrase of another question', { typed: 'change 2 on-2' }],
    ['when it is empty', { typed: '' }],
    ['when nobody was asked', { id: 'question-9' }],
  ])('%s', async (_why, wrong) => {
    const { rollcall, sent, events } = product();
    const question = await asked(rollcall);
    const approval = { ...approve(question), ...wrong };
    await expect(rollcall.startRun(reboot, { caller, approval })).rejects.toMatchObject({ code: 'approval_refused' });
    expect(sent()).toEqual([]);
    expect(events).toMatchObject([
      { type: 'approval-asked' },
      { type: 'refused', error: { code: 'approval_refused' } },
    ]);
  });

  it('the second time: it is good for one run', async () => {
    const { rollcall } = product();
    const approval = approve(await asked(rollcall));
    await (await rollcall.startRun(reboot, { caller, approval })).ended;
    await expect(rollcall.startRun(reboot, { caller, approval })).rejects.toMatchObject({ code: 'approval_refused' });
  });

  it('after a wrong phrase: there is no second try', async () => {
    const { rollcall } = product();
    const approval = approve(await asked(rollcall));
    await expect(rollcall.startRun(reboot, { caller, approval: { ...approval, typed: 'yes' } })).rejects.toThrow();
    await expect(rollcall.startRun(reboot, { caller, approval })).rejects.toMatchObject({ code: 'approval_refused' });
  });

  it('from another token than was asked', async () => {
    const { rollcall } = product();
    const approval = approve(await asked(rollcall));
    const other = { ...caller, token: 'other' };
    await expect(rollcall.startRun(reboot, { caller: other, approval })).rejects.toMatchObject({
      code: 'approval_refused',
    });
  });

  it('after ten minutes', async () => {
    const { rollcall, clock } = product();
    const approval = approve(await asked(rollcall));
    clock.advance(10 * 60_000 + 1);
    await expect(rollcall.startRun(reboot, { caller, approval })).rejects.toMatchObject({ code: 'approval_refused' });
  });

  it('when 256 other questions were asked meanwhile', async () => {
    const { rollcall } = product();
    const approval = approve(await asked(rollcall));
    for (let count = 0; count < 256; count += 1) await asked(rollcall);
    await expect(rollcall.startRun(reboot, { caller, approval })).rejects.toMatchObject({ code: 'approval_refused' });
  });
});

describe('an approval is for one plan', () => {
  it.each([
    ['another line', { ...reboot, command: ['show version', 'request system halt'] }],
    ['the same lines in another order', { ...reboot, command: ['request system reboot', 'show version'] }],
    ['a blank more', { ...reboot, command: ['show version', 'request  system reboot'] }],
    ['one device less', { ...reboot, devices: 'core1' }],
    ['another order of devices', { ...reboot, devices: 'edge1,core1' }],
    ['another deadline', { ...reboot, timeout_s: 7 }],
    ['nothing to approve at all', { ...reboot, command: 'show version' }],
  ])('%s asks again', async (_what, other) => {
    const { rollcall, sent } = product();
    const approval = approve(await asked(rollcall));
    await expect(rollcall.startRun(other, { caller, approval })).rejects.toMatchObject({ code: 'approval_stale' });
    expect(sent()).toEqual([]);
  });

  it.each([
    ['address', { host: '192.0.2.77' }],
    ['port', { port: 2222 }],
    ['login', { username: 'admin' }],
    ['platform', { platform: 'eos' as const }],
    ['way to log in', { auth: [{ method: 'agent' as const }] }],
    ['host key policy', { hostKeys: 'off' as const }],
    ['known_hosts file', { knownHosts: '/elsewhere/known_hosts' }],
    ['choice of algorithms', { legacyAlgorithms: true }],
  ])('a device that got another %s asks again', async (_what, edit) => {
    const edits: NonNullable<ProductOptions['edits']> = {};
    const { rollcall, sent } = product({ edits });
    const approval = approve(await asked(rollcall));
    edits.core1 = edit;
    await expect(rollcall.startRun(reboot, { caller, approval })).rejects.toMatchObject({ code: 'approval_stale' });
    expect(sent()).toEqual([]);
  });

  it('leaves out a device with a line that nobody may approve', async () => {
    const guard = guardWith({ deny: [{ command: 'request', groups: ['core'] }] });
    const { rollcall, sent } = product({ guard, edits: { core1: { groups: ['core'] } } });
    const question = await asked(rollcall);
    expect(question).toMatchObject({ phrase: 'change 1 on-1', parts: [{ devices: ['edge1'] }] });
    const run = await rollcall.startRun(reboot, { caller, approval: approve(question) });
    await run.ended;
    expect(outcomes(run)).toEqual(['denied', 'denied', 'ok', 'ok']);
    expect(sent()).toEqual(['show version', 'request system reboot']);
  });
});

describe('a change that was sent', () => {
  const request = { devices: 'core1', command: ['request system reboot', 'show version'] };

  /** The run after its approval, on a device that answers the change like this. */
  async function changed(script: Script, options: ProductOptions = {}) {
    const made = productOver({ core1: script }, { changes: true, ...options });
    const run = await made.rollcall.startRun(request, {
      caller,
      approval: approve(await asked(made.rollcall, request)),
    });
    return { ...made, run };
  }

  it('and had no answer is unknown, and the rest of the device is skipped', async () => {
    const { run, clock } = await changed((line, out) => (line.startsWith('request') ? 'never' : answering(line, out)));
    await expect.poll(() => clock.advance(30_000) ?? run.view.state).toBe('finished');
    expect(outcomes(run)).toEqual(['unknown', 'skipped']);
    expect(run.view.row('core1', 0)?.finished?.error).toMatchObject({
      code: 'command_timeout',
      message: expect.stringContaining('may have changed something'),
      hint: 'look at the device before you send it again',
    });
  });

  it.each<[string, () => ExecAnswer]>([
    [
      'the device closed the channel without a word',
      () => ({ ended: 'failed', written: true, failure: execUnanswered }),
    ],
    ['the connection was lost', () => ({ ended: 'failed', written: true, failure: lost })],
    ['the output was cut', () => ({ ended: 'failed', written: true, failure: outputCut })],
    ['a signal ended it', () => ({ ended: 'exit', exitStatus: null, signal: 'KILL' })],
    [
      'rollcall itself broke',
      () => {
        throw new Error('broken');
      },
    ],
  ])('is unknown where %s, and is not sent again', async (_why, script) => {
    const { run, dialer } = await changed(script);
    await run.ended;
    expect(outcomes(run)).toEqual(['unknown', 'skipped']);
    expect(dialer.connections.flatMap(({ lines }) => lines)).toEqual(['request system reboot']);
  });

  it("and refused in the device's own words is rejected", async () => {
    const { run } = await changed((_line, out) => {
      out('stdout', text('error: command is not valid on this device\n'));
      return exit(1);
    });
    await run.ended;
    expect(outcomes(run)).toEqual(['rejected', 'rejected']);
  });

  it("is not sent at all where the run's log cannot be written: a crash would read back as if nothing had been", async () => {
    const full = new RollcallError('history_failed', 'no space left on device');
    const { run, dialer } = await changed(answering, {
      onDisk: (history) => ({
        ...history,
        async open(runId) {
          const log = await history.open(runId);
          return {
            append: (event) => log.append(event),
            flushed: () => Promise.reject(full),
            close: () => log.close(),
          };
        },
      }),
    });
    await run.ended;
    expect(outcomes(run)).toEqual(['skipped', 'skipped']);
    expect(run.view.row('core1', 0)?.finished?.error).toMatchObject({ code: 'not_recorded' });
    expect(dialer.connections.flatMap(({ lines }) => lines)).toEqual([]);
  });
});
