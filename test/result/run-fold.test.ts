import { describe, expect, it } from 'vitest';
import { foldEvents, RunFold } from '../../src/result/run-fold.ts';
import { answered, at, ended, finished, foldOf, retried, started } from './run-events.ts';

describe('RunFold', () => {
  it('keeps rows in selector order, commands in request order, output joined', () => {
    const first = started(['r2', 'r1'], ['a', 'b']);
    const fold = foldOf(first, [
      ...answered('r1', { stdout: 'one ', commandIndex: 1 }).slice(0, -1),
      { type: 'output', time: at(20), device: 'r1', command_index: 1, stream: 'stdout', text: 'two' },
    ]);
    expect(fold.rows().map((row) => [row.device, row.command.text])).toEqual([
      ['r2', 'a'],
      ['r2', 'b'],
      ['r1', 'a'],
      ['r1', 'b'],
    ]);
    const row = fold.row('r1', 1);
    expect([row?.stdout, row?.startTime, row?.finished]).toEqual(['one two', at(10), null]);
    expect([fold.row('r1', 2), fold.row('r1', -1), fold.row('r3', 0)]).toEqual([undefined, undefined, undefined]);
  });

  it('keeps the first of two ends of a row and ignores what comes after it', () => {
    const fold = foldOf(started(['r1']), [
      ...answered('r1', { stdout: 'first' }),
      ...answered('r1', { outcome: 'defect', stdout: 'second' }),
    ]);
    expect(fold.row('r1', 0)?.finished?.outcome).toBe('ok');
    expect(fold.row('r1', 0)?.stdout).toBe('first');
  });

  it('begins a row anew with each retry: nothing of an earlier attempt is mixed with the last', () => {
    const [begun, output] = answered('r1', { stdout: 'half', startMs: 10 });
    const again = retried('r1', 1);
    const first = started(['r1']);
    if (begun === undefined || output === undefined) throw new Error('no events');
    const resting = foldOf(first, [begun, output, again]);
    expect(resting.row('r1', 0)).toMatchObject({
      startTime: null,
      stdout: '',
      finished: null,
      earlierAttempts: [again],
    });
    const events = [begun, output, again, ...answered('r1', { stdout: 'whole', startMs: 3_000 }), retried('r1', 2)];
    const fold = foldOf(first, events);
    expect(fold.row('r1', 0)).toMatchObject({ startTime: at(3_000), stdout: 'whole', earlierAttempts: [again] });
  });

  it('ignores events of devices and commands that the run does not have', () => {
    const fold = foldOf(started(['r1']), [...answered('r9'), ...answered('r1', { commandIndex: 4 })]);
    expect(fold.rows().map((row) => row.finished)).toEqual([null]);
  });

  it('ends with run-finished and takes nothing after it', () => {
    const fold = foldOf(started(['r1']), [ended(50, 'cancelled'), ...answered('r1'), ended(60)]);
    expect([fold.state, fold.endTime, fold.row('r1', 0)?.finished]).toEqual(['cancelled', at(50), null]);
    fold.interrupted();
    expect(fold.state).toBe('cancelled');
  });

  it('folds 10,000 devices in linear time', () => {
    const devices = Array.from({ length: 10_000 }, (_, index) => `r${index}`);
    const events = devices.flatMap((device) => answered(device, { stdout: 'x' }));
    const begun = performance.now();
    const fold = foldOf(started(devices), events);
    expect(fold.rows().every((row) => row.finished !== null)).toBe(true);
    // A quadratic fold takes minutes; a slow, busy machine a second.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});

describe('foldEvents', () => {
  const log = [
    started(['r1', 'r2', 'r3']),
    ...answered('r1', { stdout: 'done' }),
    ...answered('r2', { stdout: 'half', startMs: 200 }).slice(0, -1),
  ];

  it('reads a log without an end as running while its owner lives', () => {
    const fold = foldEvents(log, { ownerAlive: true });
    expect([fold.state, fold.endTime, fold.row('r2', 0)?.finished]).toEqual(['running', null, null]);
  });

  it('reads it as interrupted when the owner is gone: started is cancelled, waiting is skipped', () => {
    const fold = foldEvents(log, { ownerAlive: false });
    expect([fold.state, fold.endTime]).toEqual(['interrupted', at(200)]);
    expect(fold.row('r1', 0)?.finished?.outcome).toBe('ok');
    const [begun, waiting] = [fold.row('r2', 0), fold.row('r3', 0)];
    expect(begun?.stdout).toBe('half');
    expect(begun?.finished).toMatchObject({
      outcome: 'cancelled',
      start_time: at(200),
      end_time: at(200),
      error: { code: 'interrupted', message: expect.any(String), hint: expect.any(String) },
    });
    expect(waiting?.finished).toMatchObject({
      outcome: 'skipped',
      start_time: null,
      end_time: null,
      attempts: 0,
      error: { code: 'interrupted' },
    });
  });

  it('leaves an ended run as it is, whether its owner lives or not', () => {
    const fold = foldEvents([...log, ended(300)], { ownerAlive: false });
    expect([fold.state, fold.endTime]).toEqual(['finished', at(300)]);
  });

  it('refuses a log that has lost its beginning', () => {
    for (const events of [[], [finished('r1', {})]]) {
      expect(() => foldEvents(events, { ownerAlive: true })).toThrow(
        expect.objectContaining({ code: 'history_failed', hint: expect.any(String) }),
      );
    }
  });

  it('names no device twice, even if the log does', () => {
    expect(RunFold.start(started(['r1', 'r1'])).rows()).toHaveLength(1);
  });

  it('tells of a command that waited to be tried again that it was not, with the attempts there had been', () => {
    const [begun] = answered('r1');
    if (begun === undefined) throw new Error('no events');
    const waiting = foldEvents([started(['r1']), begun, retried('r1', 1)], { ownerAlive: false });
    expect(waiting.row('r1', 0)?.finished).toMatchObject({
      outcome: 'skipped',
      attempts: 1,
      start_time: null,
      error: { code: 'interrupted', message: 'rollcall ended before the command was tried again' },
    });
    const atIt = foldEvents([started(['r1']), begun, retried('r1', 1), begun], { ownerAlive: false });
    expect(atIt.row('r1', 0)?.finished).toMatchObject({ outcome: 'cancelled', attempts: 2 });
  });
});
