import { describe, expect, it } from 'vitest';
import type { ActiveRun } from '../../src/app/rollcall.ts';
import { cliCaller } from '../../src/model/caller.ts';
import { type Failure, failure } from '../../src/model/failure.ts';
import type { RunRequest } from '../../src/model/run-request.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { exit, type Script, text } from '../support/fake-dialer.ts';
import { answering, productOver } from '../support/rollcall-over.ts';
import { wholeGuard } from '../support/shipped-guard.ts';

const hanging: Script = (line, out) => {
  out('stdout', text(`half of ${line}`));
  return 'never';
};

const ends = (run: ActiveRun) =>
  run.view.rows().map(({ device, command, finished }) => {
    const { outcome, error, start_time } = finished ?? {};
    return [device, command.index, outcome, error?.code ?? null, error?.phase ?? null, start_time !== null];
  });

function product(devices: Readonly<Record<string, Script | Failure>>, ports: Parameters<typeof productOver>[1] = {}) {
  const { rollcall, dialer, clock } = productOver(devices, ports);
  const start = (request: Omit<RunRequest, 'devices'> & Partial<RunRequest>) =>
    rollcall.startRun({ devices: 'all', ...request }, { caller: cliCaller });
  /** Waits until so many lines have been sent. */
  const sent = (count: number) =>
    expect.poll(() => dialer.connections.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(count);
  return { rollcall, dialer, clock, start, sent };
}

describe('the deadline of a run', () => {
  it('ends what runs as command_timeout with what had come, skips what has not begun, and the run is finished', async () => {
    const { rollcall, dialer, clock, start } = product({ r1: answering, r2: hanging, r3: answering });
    const release = dialer.hold('r3');
    const run = await start({ command: ['show version', 'show arp'], deadline_s: 5, timeout_s: 60 });
    await expect.poll(() => dialer.dialled.length).toBe(3);
    await expect.poll(() => run.view.row('r1', 1)?.finished ?? null).not.toBeNull();
    clock.advance(4_999);
    expect(run.view.row('r2', 0)?.finished).toBeNull();
    clock.advance(1);
    await run.ended;
    release();
    expect(run.view.state).toBe('finished');
    expect(ends(run)).toEqual([
      ['r1', 0, 'ok', null, null, true],
      ['r1', 1, 'ok', null, null, true],
      ['r2', 0, 'command_timeout', 'run_deadline', 'command', true],
      ['r2', 1, 'skipped', 'run_deadline', 'queue', false],
      ['r3', 0, 'command_timeout', 'run_deadline', 'connect', true],
      ['r3', 1, 'skipped', 'run_deadline', 'queue', false],
    ]);
    expect(run.view.row('r2', 0)?.stdout).toBe('half of show version');
    for (const { error } of buildDocument(run.view, { view: 'folded' }).results ?? []) {
      if (error !== undefined) expect(error.hint).toMatch(/--deadline/);
    }
    const readBack = await rollcall.readRun(run.runId);
    expect(buildDocument(readBack, { view: 'folded' })).toEqual(buildDocument(run.view, { view: 'folded' }));
  });

  it('skips every command of a device that waits for its turn', async () => {
    const { dialer, clock, start, sent } = product({ r1: hanging, r2: answering });
    const run = await start({ command: 'show version', max_parallel: 1, deadline_s: 2, timeout_s: 60 });
    await sent(1);
    clock.advance(2_000);
    await run.ended;
    expect(ends(run)[1]).toEqual(['r2', 0, 'skipped', 'run_deadline', 'queue', false]);
    expect(dialer.dialled).toEqual(['r1']);
  });

  it('is not the cause where the command was at its own deadline before', async () => {
    const { clock, start, sent } = product({ r1: hanging, r2: hanging });
    const run = await start({ command: 'show version', deadline_s: 5, timeout_s: 4 });
    await sent(2);
    clock.advance(10_000);
    await run.ended;
    expect(ends(run).map((row) => row[3])).toEqual(['command_timeout', 'command_timeout']);
    expect(run.view.state).toBe('finished');
  });

  it('keeps to the first cause: a cancel after it changes nothing, one before it stands', async () => {
    const { clock, start, sent } = product({ r1: hanging });
    const late = await start({ command: 'show version', deadline_s: 5 });
    await sent(1);
    clock.advance(5_000);
    late.cancel('too late');
    await late.ended;
    expect([late.view.state, ends(late)[0]?.[3]]).toEqual(['finished', 'run_deadline']);
    const cancelled = await start({ command: 'show version', deadline_s: 5 });
    await sent(2);
    cancelled.cancel('enough');
    clock.advance(5_000);
    await cancelled.ended;
    expect([cancelled.view.state, ends(cancelled)[0]?.[2]]).toEqual(['cancelled', 'cancelled']);
  });

  it('makes an approved change that was sent and not answered unknown', async () => {
    const { rollcall, clock, sent } = product({ r1: hanging }, { changes: true, guard: wholeGuard });
    const request = { devices: 'r1', command: 'clear arp', deadline_s: 5 };
    const question = await rollcall.askApproval(request, { caller: cliCaller });
    if (question === null) throw new Error('nothing to approve');
    const approval = { id: question.id, typed: question.phrase, by: 'terminal' } as const;
    const run = await rollcall.startRun(request, { caller: cliCaller, approval });
    await sent(1);
    clock.advance(5_000);
    await run.ended;
    expect(ends(run)).toEqual([['r1', 0, 'unknown', 'run_deadline', 'command', true]]);
  });

  it('counts from the start of the run and leaves no timer on one that ended before', async () => {
    const { clock, start } = product({ r1: () => exit() });
    const run = await start({ command: 'show version', deadline_s: 5 });
    await run.ended;
    expect(ends(run)[0]?.[2]).toBe('ok');
    clock.advance(60_000);
    expect(clock.pending).toBe(0);
  });

  it.each([0, -1, 86_401, Number.NaN])('of %s seconds is refused', async (deadline_s) => {
    const { start } = product({ r1: answering });
    await expect(start({ command: 'show version', deadline_s })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('deadline_s'),
    });
  });

  it('is not that of a device which failed by itself', async () => {
    const refused = failure('unreachable', 'connection refused', { phase: 'connect' });
    const { start } = product({ r1: refused });
    const run = await start({ command: 'show version', deadline_s: 5 });
    await run.ended;
    expect(ends(run)[0]?.[2]).toBe('unreachable');
  });
});
