import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorkWatch } from '../../src/app/create-work-watch.ts';
import type { LoopDelay } from '../../src/app/process-probe.ts';
import type { EventListener, RunEvent, RunStarted } from '../../src/model/event.ts';
import { failure } from '../../src/model/failure.ts';
import { instant } from '../../src/model/instant.ts';
import { type ProcessStatus, processStatusSchema } from '../../src/model/process-status.ts';
import { foldEvents, RunFold } from '../../src/result/run-fold.ts';
import { FakeClock } from '../support/fake-clock.ts';

const calm: LoopDelay = { averageMs: 2, maxMs: 5 };
const late: LoopDelay = { averageMs: 240, maxMs: 300 };

function watched() {
  const clock = new FakeClock();
  const load = { running: 100, queued: 0, resting: 0, limit: 1_000, maxLimit: 1_000, why: null, draining: false };
  const limits: (readonly [number, string | null])[] = [];
  const told: ProcessStatus[] = [];
  const feels = { loopDelay: calm, heapBytes: 1_000 };
  let measures = false;
  const watch = createWorkWatch({
    clock,
    probe: {
      begin: () => {
        measures = true;
      },
      loopDelay: () => feels.loopDelay,
      memory: () => ({ residentBytes: 5_000, heapBytes: feels.heapBytes }),
      rest: () => {
        measures = false;
      },
    },
    scheduler: {
      load,
      setLimit(limit, why) {
        load.limit = limit;
        limits.push([limit, why]);
      },
    },
    board: {
      tell: async (status) => void told.push(status),
      others: async () => [],
      close: async () => {},
    },
    pool: () => ({ open: 3, idle: 1, resting: 2 }),
    memoryLimitBytes: 1_048_576,
    purpose: 'serve',
    pid: 4711,
  });
  onTestFinished(async () => {
    await watch.close();
    expect([clock.pending, measures]).toEqual([0, false]);
  });

  function begin(runId: string, devices: readonly string[], commands = ['show version']) {
    const started: RunStarted = {
      ...{ type: 'run-started', time: instant(clock.now()), run_id: runId, devices: [...devices], warnings: [] },
      commands: commands.map((text) => ({ text, label: null })),
      owner: { host: 'test', pid: 1, process_start: null },
    };
    const view = RunFold.start(started);
    const events: RunEvent[] = [started];
    const listeners: EventListener[] = [(event) => view.apply(event), (event) => events.push(event)];
    const run = {
      runId,
      subscribe: (listener: EventListener) => listeners.push(listener),
      emit(event: RunEvent) {
        for (const listener of listeners) listener(event);
      },
    };
    watch.follow(run, started);
    const time = () => instant(clock.now());
    return {
      view,
      events,
      start: (device: string, index = 0) =>
        run.emit({ type: 'command-started', time: time(), device, command_index: index }),
      /** After this many milliseconds. */
      end(device: string, durationMs: number, outcome: 'ok' | 'busy' = 'ok', index = 0) {
        run.emit({
          ...{ type: 'command-finished', time: time(), device, command_index: index, outcome, exit_status: 0 },
          ...{ start_time: instant(clock.now() - durationMs), end_time: time(), connection: 'new', attempts: 1 },
          ...(outcome === 'busy' && { error: failure('busy', 'no more sessions').error }),
        });
      },
      retry: (device: string) =>
        run.emit({
          ...{ type: 'command-retried', time: time(), device, command_index: 0, attempt: 1, outcome: 'busy' },
          ...{ error: failure('busy', 'no more sessions').error, start_time: time(), end_time: time() },
          retry_at: time(),
        }),
      deny: (device: string) =>
        run.emit({
          ...{ type: 'command-finished', time: time(), device, command_index: 0, outcome: 'denied' },
          ...{ exit_status: null, start_time: null, end_time: null, connection: null, attempts: 0 },
        }),
      finish: () => run.emit({ type: 'run-finished', time: time(), state: 'finished' }),
      throttles: () => events.filter((event) => event.type === 'throttled'),
    };
  }

  return { clock, load, limits, told, feels, watch, begin, measures: () => measures };
}

describe('the status', () => {
  it('is null where there is nothing to tell, and fits its schema', () => {
    const { watch } = watched();
    const own = watch.own();
    expect(own).toMatchObject({
      pid: 4711,
      runs: { active: 0, ended: 0 },
      jobs: { finished: 0, per_second: null },
      duration: { average_s: null, p95_s: null },
      results: { total: 0, by_outcome: {} },
      throttled: null,
    });
    expect(processStatusSchema.parse(own)).toEqual(own);
  });

  it('counts jobs and results by outcome, with rate and durations of the last minute', () => {
    const { watch, begin, clock } = watched();
    const run = begin('RUN1', ['r1', 'r2', 'r3'], ['show version', 'show arp']);
    clock.advance(2_000);
    for (const device of ['r1', 'r2']) {
      run.start(device);
      run.end(device, 400);
      run.end(device, 200, 'busy', 1);
    }
    run.deny('r3');
    expect(watch.own()).toMatchObject({
      runs: { active: 1, ended: 0 },
      jobs: { running: 100, queued: 0, limit: 1_000, max_limit: 1_000, utilisation: 0.1, finished: 2, per_second: 1 },
      results: { total: 5, by_outcome: { ok: 2, busy: 2, denied: 1 } },
      duration: { average_s: 0.3, p95_s: 0.4 },
      window_s: 2,
      connections: { open: 3, idle: 1, resting_devices: 2 },
      event_loop_delay: { average_s: 0.002, max_s: 0.005 },
      memory: { resident_bytes: 5_000, heap_bytes: 1_000, heap_limit_bytes: 1_048_576 },
    });
    run.finish();
    expect(watch.own().runs).toEqual({ active: 0, ended: 1 });
    clock.advance(120_000);
    expect(watch.own()).toMatchObject({ jobs: { finished: 2, per_second: 0 }, duration: { p95_s: null } });
  });

  it('is told once a second while there is something to tell, and then no more', () => {
    const { told, begin, clock, measures } = watched();
    clock.advance(10_000);
    expect(told).toHaveLength(0);
    const run = begin('RUN1', ['r1']);
    expect(told).toHaveLength(0);
    clock.advance(3_500);
    expect([told.length, measures()]).toEqual([3, true]);
    run.start('r1');
    run.end('r1', 10);
    run.finish();
    clock.advance(200_000);
    expect(told.length).toBeLessThan(70);
    expect(told.at(-1)).toMatchObject({ runs: { active: 0 }, jobs: { per_second: 0 } });
    expect([clock.pending, measures()]).toEqual([0, false]);
  });

  it('goes to whoever listens, for every run that begins from then on', () => {
    const { watch, begin } = watched();
    const seen: string[] = [];
    const forget = watch.listen(
      ({ run_id }) =>
        ({ type }) =>
          seen.push(`${run_id} ${type}`),
    );
    const run = begin('RUN1', ['r1']);
    run.start('r1');
    forget();
    begin('RUN2', ['r1']).start('r1');
    expect(seen).toEqual(['RUN1 command-started']);
    run.finish();
  });
});

describe('under pressure', () => {
  it('lowers the limit with its reason, raises it in the calm, and stops looking', () => {
    const { begin, clock, feels, limits, watch } = watched();
    const run = begin('RUN1', ['r1']);
    feels.loopDelay = late;
    clock.advance(3_000);
    expect(limits).toEqual([[50, 'timers ran 240 ms late on average, more than 100 ms']]);
    expect(watch.own().throttled).toEqual({
      since: '2026-01-01T00:00:03.000Z',
      causes: [{ cause: 'event_loop', reason: 'timers ran 240 ms late on average, more than 100 ms' }],
    });
    run.finish();
    feels.loopDelay = calm;
    clock.advance(60_000);
    expect(limits.at(-1)).toEqual([1_000, null]);
    expect(watch.own().throttled).toBeNull();
    expect(clock.pending).toBe(0);
  });

  it('tells each run that waits, once for each cause; live and read back its warnings say so', () => {
    const { begin, clock, feels, load } = watched();
    const waits = begin('RUN1', ['r1', 'r2']);
    const runs = begin('RUN2', ['r3']);
    waits.start('r1');
    runs.start('r3');
    load.queued = 1;
    feels.loopDelay = late;
    clock.advance(30_000);
    feels.heapBytes = 2_097_152;
    clock.advance(30_000);
    expect(runs.throttles()).toEqual([]);
    expect(waits.throttles()).toMatchObject([
      { cause: 'event_loop', limit: 50, max_limit: 1_000 },
      { cause: 'memory' },
    ]);
    const warnings = [
      'throttled to 50 jobs at once in place of 1000, over all runs: timers ran 240 ms late on average, more than 100 ms',
      expect.stringMatching(/^throttled to 1 jobs at once .*: 2 MiB of memory are in use, more than 1 MiB/),
    ];
    expect(waits.view.warnings).toEqual(warnings);
    expect(foldEvents(waits.events, { ownerAlive: true }).warnings).toEqual(warnings);
    waits.finish();
    runs.finish();
  });

  it('tells a run that begins while the limit is down, but not where no job waits', () => {
    const { begin, clock, feels, load } = watched();
    const first = begin('RUN1', ['r1']);
    feels.loopDelay = late;
    clock.advance(5_000);
    const second = begin('RUN2', ['r2']);
    clock.advance(1_000);
    expect(second.throttles()).toEqual([]);
    load.queued = 1;
    clock.advance(1_000);
    expect(second.throttles()).toHaveLength(1);
    clock.advance(10_000);
    expect(second.throttles()).toHaveLength(1);
    first.finish();
    second.finish();
  });

  it('counts busy answers of the last ten seconds', () => {
    const { begin, clock, limits } = watched();
    const names = Array.from({ length: 20 }, (_, index) => `r${index}`);
    const run = begin('RUN1', names);
    clock.advance(1_000);
    for (const [index, name] of names.entries()) {
      run.start(name);
      if (index < 3) run.retry(name);
      run.end(name, 10, index < 3 ? 'busy' : 'ok');
    }
    clock.advance(3_000);
    expect(limits).toEqual([[50, '6 of the last 23 attempts met a device that was busy']]);
    clock.advance(60_000);
    expect(limits.at(-1)).toEqual([1_000, null]);
    run.finish();
  });
});
