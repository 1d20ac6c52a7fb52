import { describe, expect, it } from 'vitest';
import { cliCaller } from '../../src/model/caller.ts';
import type { CommandInput } from '../../src/model/command.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import type { Script } from '../support/fake-dialer.ts';
import { answering, type ProductOptions, productOver } from '../support/rollcall-over.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const asked = { caller: cliCaller };
const never: Script = () => 'never';

/** A process that was killed while r2 answered its second command and r3 its first. */
async function cutOff(command: CommandInput = ['show version', 'show arp']) {
  const home = temporaryFolder();
  const half: Script = (line, out) => (line === 'show version' ? answering(line, out) : 'never');
  const dead = productOver({ r1: answering, r2: half, r3: never }, { home, changes: true });
  const request = { devices: 'r[1-3]', command };
  const question = await dead.rollcall.askApproval(request, asked);
  const approval = question && { id: question.id, typed: question.phrase, by: 'terminal' as const };
  const run = await dead.rollcall.startRun(request, { ...asked, ...(approval && { approval }) });
  const atWork = (): boolean => dead.dialer.connections.flatMap(({ lines }) => lines).length === 5;
  while (!atWork()) await new Promise((resolve) => setImmediate(resolve));
  await dead.rollcall.flushed();
  return { home, runId: run.runId, dead };
}

const other = { host: 'test', pid: 2, process_start: null };

function successor(home: string, options: ProductOptions = {}) {
  return productOver(
    { r1: answering, r2: answering, r3: answering },
    { home, owner: other, ownerAlive: () => false, ...options },
  );
}

describe('a run that goes on with another', () => {
  it('asks what is missing, keeps what there was, and is whole', async () => {
    const { home, runId } = await cutOff();
    const { rollcall, dialer, clock } = successor(home);
    expect((await rollcall.readRun(runId)).state).toBe('interrupted');
    clock.advance(90_000);
    const request = { devices: 'r[1-3]', command: ['show version', 'show arp'] };
    const run = await rollcall.startRun(request, { ...asked, resume: runId });
    await run.ended;
    const reused = { run_id: runId, age_s: 90 };
    expect(run.view.rows().map(({ device, command, finished }) => [device, command.index, finished?.reused])).toEqual([
      ['r1', 0, reused],
      ['r1', 1, reused],
      ['r2', 0, reused],
      ['r2', 1, undefined],
      ['r3', 0, undefined],
      ['r3', 1, undefined],
    ]);
    expect(dialer.connections.flatMap(({ lines }) => lines).sort()).toEqual(['show arp', 'show arp', 'show version']);
    const document = buildDocument(run.view, { view: 'per_device' });
    expect(document).toMatchObject({ state: 'finished', summary: { total: 6, succeeded: 6 } });
    expect(buildDocument(await rollcall.readRun(run.runId), { view: 'per_device' })).toEqual(document);
  });

  it('asks a device again that is another one by now', async () => {
    const { home, runId } = await cutOff();
    const { rollcall } = successor(home, { edits: { r1: { host: '192.0.2.77' } } });
    const request = { devices: 'r[1-3]', command: ['show version', 'show arp'] };
    const run = await rollcall.startRun(request, { ...asked, resume: runId });
    await run.ended;
    expect(run.view.row('r1', 0)?.finished).toMatchObject({ outcome: 'ok', attempts: 1 });
    expect(run.view.row('r2', 0)?.finished?.reused).toMatchObject({ run_id: runId });
  });

  it.each([
    ['show configuration', 'sensitive'],
    ['request system reboot', 'dangerous'],
  ])('is refused where %s is %s: only what reads is sent a second time', async (second, verdict) => {
    const { home, runId } = await cutOff(['show version', second]);
    const { rollcall, dialer } = successor(home, { changes: true });
    const request = { devices: 'r[1-3]', command: ['show version', second] };
    const options = { ...asked, resume: runId };
    expect(await rollcall.askApproval(request, options)).toBe(null);
    await expect(rollcall.startRun(request, options)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(`"${second}" is judged ${verdict} on junos`),
      hint: expect.stringContaining(`rollcall show ${runId}`),
    });
    await expect(
      rollcall.startRun({ ...request, command: ['show version', 'show arp'] }, options),
    ).rejects.toMatchObject({ message: expect.stringContaining('asked for something else') });
    expect(dialer.dialled).toEqual([]);
  });

  it('is refused for a run that goes on, or has finished, or is none', async () => {
    const { home, runId, dead } = await cutOff();
    const request = { devices: 'r[1-3]', command: ['show version', 'show arp'] };
    await expect(dead.rollcall.startRun(request, { ...asked, resume: runId })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('still going on'),
    });
    const { rollcall } = successor(home);
    const whole = await rollcall.startRun(request, asked);
    await whole.ended;
    await expect(rollcall.startRun(request, { ...asked, resume: whole.runId })).rejects.toMatchObject({
      message: expect.stringContaining('has finished'),
      hint: expect.stringContaining('--rerun-failed'),
    });
    await expect(rollcall.startRun(request, { ...asked, resume: 'no-run' })).rejects.toMatchObject({
      code: 'unknown_run',
    });
  });
});

it('a change that was under way when its process was killed is unknown, what had not begun is skipped', async () => {
  const { home, runId } = await cutOff(['show version', 'request system reboot']);
  const view = await successor(home).rollcall.readRun(runId);
  expect(view.state).toBe('interrupted');
  expect(view.rows().map(({ finished }) => [finished?.outcome, finished?.error?.code])).toEqual([
    ['ok', undefined],
    ['ok', undefined],
    ['ok', undefined],
    ['unknown', 'interrupted'],
    ['cancelled', 'interrupted'],
    ['skipped', 'interrupted'],
  ]);
});
