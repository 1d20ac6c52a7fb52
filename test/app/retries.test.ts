import { describe, expect, it } from 'vitest';
import type { ActiveRun } from '../../src/app/rollcall.ts';
import { cliCaller } from '../../src/model/caller.ts';
import { type Failure, failure } from '../../src/model/failure.ts';
import { instant } from '../../src/model/instant.ts';
import type { RunRequest } from '../../src/model/run-request.ts';
import { runText } from '../../src/present/run-text.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { exit, lost, type Script, text } from '../support/fake-dialer.ts';
import { answering, productOver } from '../support/rollcall-over.ts';
import { wholeGuard } from '../support/shipped-guard.ts';

const refused = failure('unreachable', 'connection refused', { phase: 'connect', hint: 'check the port' });
const login = failure('auth_failed', 'the server refused every credential', { phase: 'auth' });

/** Sends half an answer and goes away, so many times; then it answers. */
function losing(times: number, written = true): Script {
  let left = times;
  return (line, out) => {
    if (left === 0) return answering(line, out);
    left -= 1;
    out('stdout', text(`half of ${line}\n`));
    return { ended: 'failed', written, failure: lost };
  };
}

function product(devices: Readonly<Record<string, Script | Failure>>, ports: Parameters<typeof productOver>[1] = {}) {
  const { rollcall, dialer, clock } = productOver(devices, ports);
  const start = (request: Omit<RunRequest, 'devices'> & Partial<RunRequest>) =>
    rollcall.startRun({ devices: 'all', ...request }, { caller: cliCaller });
  /** Waits for the n-th back-off of a row. */
  const resting = (run: ActiveRun, device: string, count: number, index = 0) =>
    expect.poll(() => run.view.row(device, index)?.earlierAttempts.length).toBe(count);
  return { rollcall, dialer, clock, start, resting };
}

const shown = (run: ActiveRun) => buildDocument(run.view, { view: 'folded' });
const asText = (run: ActiveRun) => runText(shown(run), { color: false, width: 200 });

describe('a command that is tried again', () => {
  it('has one result, that of the last attempt, with the earlier ones beside it, and reads back as it was', async () => {
    const { rollcall, clock, start, resting } = product({ r1: losing(2), r2: answering });
    const run = await start({ command: ['show version', 'show arp'], retries: 3 });
    const begin = clock.now();
    await resting(run, 'r1', 1);
    expect(run.view.row('r1', 0)).toMatchObject({ startTime: null, stdout: '', finished: null });
    clock.advance(2_000);
    await resting(run, 'r1', 2);
    clock.advance(3_999);
    expect(run.view.row('r1', 0)?.startTime).toBeNull();
    clock.advance(1);
    await run.ended;
    const [result, next] = shown(run).results ?? [];
    expect(result).toMatchObject({
      outcome: 'ok',
      attempts: 3,
      start_time: instant(begin + 6_000),
      execution_duration: 0,
    });
    expect(result?.earlier_attempts).toEqual(
      [
        { attempt: 1, start_time: instant(begin), end_time: instant(begin), retry_at: instant(begin + 2_000) },
        {
          attempt: 2,
          start_time: instant(begin + 2_000),
          end_time: instant(begin + 2_000),
          retry_at: instant(begin + 6_000),
        },
      ].map((times) => ({ ...times, outcome: 'connection_lost', error: lost.error })),
    );
    expect(run.view.row('r1', 0)?.stdout).toBe('answer to show version\n');
    expect(next).toMatchObject({ outcome: 'ok', attempts: 1 });
    expect(next).not.toHaveProperty('earlier_attempts');
    expect(shown(run).groups?.[0]).toMatchObject({
      devices: 'r[1-2]',
      attempts: 3,
      earlier_outcomes: ['connection_lost'],
    });
    expect(asText(run)).toContain('after up to 3 attempts (before: connection_lost)');
    const readBack = await rollcall.readRun(run.runId);
    for (const view of ['folded', 'per_device'] as const) {
      expect(buildDocument(readBack, { view })).toEqual(buildDocument(run.view, { view }));
    }
  });

  it('ends as the last attempt did when there are no more, which the text tells', async () => {
    const { dialer, clock, start, resting } = product({ r1: refused });
    const run = await start({ command: ['show version', 'show arp'], retries: 2 });
    await resting(run, 'r1', 1);
    clock.advance(2_000);
    await resting(run, 'r1', 2);
    clock.advance(4_000);
    await run.ended;
    expect(dialer.dialled).toHaveLength(3);
    expect(run.view.rows().map(({ finished }) => [finished?.outcome, finished?.attempts])).toEqual([
      ['unreachable', 3],
      ['unreachable', 0],
    ]);
    expect(asText(run)).toMatch(/connection refused, after 3 attempts\n/);
  });

  it('gives its place to others while it waits', async () => {
    const { clock, start, resting } = product({ r1: losing(1), r2: answering });
    const run = await start({ command: 'show version', retries: 1, max_parallel: 1 });
    await resting(run, 'r1', 1);
    await expect.poll(() => run.view.row('r2', 0)?.finished?.outcome).toBe('ok');
    clock.advance(2_000);
    await run.ended;
    expect(run.view.row('r1', 0)?.finished).toMatchObject({ outcome: 'ok', attempts: 2 });
  });

  it('is cancelled at once where it waits', async () => {
    const { clock, start, resting } = product({ r1: refused });
    const run = await start({ command: 'show version', retries: 5 });
    await resting(run, 'r1', 1);
    run.cancel('enough');
    await run.ended;
    expect(run.view.state).toBe('cancelled');
    const [result] = shown(run).results ?? [];
    expect(result).toMatchObject({ outcome: 'cancelled', start_time: null, attempts: 1 });
    expect(result?.earlier_attempts).toMatchObject([{ outcome: 'unreachable' }]);
    expect(asText(run)).toContain('after 1 attempt (before: unreachable)');
    // Only the watch over the process looks on for a while.
    expect(clock.pending).toBe(1);
  });

  it('is skipped at the deadline of the run where it waits', async () => {
    const { clock, start, resting } = product({ r1: refused });
    const run = await start({ command: 'show version', retries: 5, deadline_s: 5 });
    await resting(run, 'r1', 1);
    clock.advance(2_000);
    await resting(run, 'r1', 2);
    clock.advance(3_000);
    await run.ended;
    expect(run.view.state).toBe('finished');
    expect(run.view.row('r1', 0)?.finished).toMatchObject({
      outcome: 'skipped',
      attempts: 2,
      error: { code: 'run_deadline', message: expect.stringContaining('not tried again') },
    });
  });

  it('lets the commands after it run, or not, as its last end says', async () => {
    const { clock, start, resting } = product({ r1: losing(2), r2: losing(1) });
    const run = await start({ command: ['show version', 'show arp'], retries: 1 });
    await resting(run, 'r1', 1);
    await resting(run, 'r2', 1);
    clock.advance(2_000);
    await run.ended;
    expect(run.view.rows().map(({ device, finished }) => [device, finished?.outcome])).toEqual([
      ['r1', 'connection_lost'],
      ['r1', 'skipped'],
      ['r2', 'ok'],
      ['r2', 'ok'],
    ]);
  });
});

describe('what is never tried again', () => {
  it.each([
    ['a refused login', login],
    ['a host key', failure('host_key', 'it has changed', { phase: 'host_key' })],
    ['a dial that came as far as the login', failure('unreachable', 'closed', { phase: 'auth' })],
    ['what our own pacing holds back', failure('skipped', 'it rests', { code: 'resting', phase: 'queue' })],
  ])('%s', async (_what, failed) => {
    const { dialer, start } = product({ r1: failed });
    const run = await start({ command: 'show version', retries: 5 });
    await run.ended;
    expect(dialer.dialled).toHaveLength(1);
    expect(shown(run).results?.[0]).not.toHaveProperty('earlier_attempts');
  });

  it('anything, where nobody asks for it', async () => {
    const { start } = product({ r1: losing(1) });
    const run = await start({ command: 'show version' });
    await run.ended;
    expect(run.view.row('r1', 0)).toMatchObject({ stdout: 'half of show version\n', earlierAttempts: [] });
  });

  it('a change that was sent; one that was not, is', async () => {
    const { rollcall, dialer, clock, resting } = product(
      { r1: losing(1), r2: losing(1, false), r3: () => exit() },
      { changes: true, guard: wholeGuard },
    );
    const request = { devices: 'all', command: 'clear arp', retries: 5 };
    const question = await rollcall.askApproval(request, { caller: cliCaller });
    if (question === null) throw new Error('nothing to approve');
    const approval = { id: question.id, typed: question.phrase, by: 'terminal' } as const;
    const run = await rollcall.startRun(request, { caller: cliCaller, approval });
    await resting(run, 'r2', 1);
    clock.advance(2_000);
    await run.ended;
    expect(run.view.rows().map(({ finished }) => [finished?.outcome, finished?.attempts])).toEqual([
      ['unknown', 1],
      ['ok', 2],
      ['ok', 1],
    ]);
    expect(dialer.connections.map(({ lines }) => lines.length).reduce((sum, count) => sum + count)).toBe(4);
  });

  it.each([-1, 6, 1.5])('a request for %s retries is refused', async (retries) => {
    const { start } = product({ r1: answering });
    await expect(start({ command: 'show version', retries })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('retries'),
    });
  });
});
