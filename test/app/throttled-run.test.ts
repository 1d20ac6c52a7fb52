import { expect, it } from 'vitest';
import type { LoopDelay } from '../../src/app/process-probe.ts';
import { cliCaller } from '../../src/model/caller.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import type { Script } from '../support/fake-dialer.ts';
import { productOver } from '../support/rollcall-over.ts';

const hanging: Script = () => 'never';

it('a run under pressure goes on with fewer jobs at once, and says so, live and read back', async () => {
  let loopDelay: LoopDelay = { averageMs: 300, maxMs: 900 };
  const probe = {
    ...{ begin: () => {}, loopDelay: () => loopDelay, rest: () => {} },
    memory: () => ({ residentBytes: 0, heapBytes: 0 }),
  };
  const names = Array.from({ length: 1_010 }, (_, index) => `r${index}`);
  const { rollcall, clock, dialer } = productOver(Object.fromEntries(names.map((name) => [name, hanging])), { probe });
  const asked = { devices: 'all', command: 'show version', timeout_s: 5, max_parallel: 1_010 };
  const run = await rollcall.startRun(asked, { caller: cliCaller });
  await expect.poll(() => dialer.connections.length).toBe(1_000);
  expect((await rollcall.status()).own.jobs).toMatchObject({ running: 1_000, queued: 10, limit: 1_000 });

  clock.advance(3_000);
  expect((await rollcall.status()).own).toMatchObject({
    jobs: { running: 1_000, queued: 10, limit: 500, max_limit: 1_000 },
    throttled: { causes: [{ cause: 'event_loop' }] },
  });
  loopDelay = { averageMs: 0, maxMs: 5 };
  clock.advance(2_000);
  await expect.poll(() => dialer.connections.length).toBe(1_010);
  clock.advance(5_000);
  await run.ended;

  const warning =
    'throttled to 500 jobs at once in place of 1000, over all runs: timers ran 300 ms late on average, more than 100 ms';
  expect(run.view.warnings).toEqual([warning]);
  const readBack = await rollcall.readRun(run.runId);
  expect(buildDocument(readBack, { view: 'folded' })).toEqual(buildDocument(run.view, { view: 'folded' }));
  clock.advance(60_000);
  expect((await rollcall.status()).own).toMatchObject({
    ...{ throttled: null, runs: { active: 0, ended: 1 } },
    jobs: { running: 0, queued: 0, limit: 1_000, finished: 1_010 },
    results: { total: 1_010, by_outcome: { command_timeout: 1_010 } },
  });
});
