import { describe, expect, it } from 'vitest';
import { RunReader } from '../../src/app/run-reader.ts';
import type { RunHistory, RunListing } from '../../src/history/run-history.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { instant } from '../../src/model/instant.ts';
import { FakeClock } from '../support/fake-clock.ts';

const start = Date.UTC(2026, 0, 1);

const unused = (): never => {
  throw new Error('not in this test');
};
const unusedHistory: RunHistory = {
  open: unused,
  read: unused,
  readDevices: unused,
  newest: unused,
  readDevice: unused,
  find: unused,
  list: unused,
  requestCancel: unused,
  watchCancel: unused,
};

/** So many runs, one a second, every hundredth of them `show arp`; only the list of a history is asked for. */
function readerOver(count: number): { reader: RunReader; depths: number[] } {
  const depths: number[] = [];
  const newestFirst = Array.from({ length: count }, (_, index): RunListing => {
    const number = count - index;
    const runId = `RUN${number}`;
    const commands = [{ text: number % 100 === 0 ? 'show arp' : 'show version', label: null }];
    const time = instant(start + number * 1_000);
    const owner = { host: 'here', pid: 1, process_start: null };
    const event = { time, run_id: runId, devices: ['r1'], commands, warnings: [], owner };
    return { runId, started: { type: 'run-started', ...event }, ended: 'finished' };
  });
  const history: RunHistory = {
    ...unusedHistory,
    async list(limit) {
      depths.push(limit);
      return newestFirst.slice(0, limit);
    },
  };
  const clock = new FakeClock();
  const owner = { host: 'here', pid: 2, process_start: null };
  return { reader: new RunReader({ history, clock, owner, ownerAlive: () => false, live: () => undefined }), depths };
}

it('reads an ended run from disk once for many pages, a running one each time', async () => {
  const owner = { host: 'here', pid: 1, process_start: null };
  const started = {
    type: 'run-started',
    time: instant(start),
    devices: [],
    commands: [],
    warnings: [],
    owner,
  } as const;
  const reads: string[] = [];
  const history: RunHistory = {
    ...unusedHistory,
    async read(runId) {
      reads.push(runId);
      const first: RunEvent = { ...started, run_id: runId, devices: [], commands: [], warnings: [] };
      return runId === 'ended' ? [first, { type: 'run-finished', time: instant(start), state: 'finished' }] : [first];
    },
  };
  const ports = { history, clock: new FakeClock(), owner: { ...owner, pid: 2 }, live: () => undefined };
  const reader = new RunReader({ ...ports, ownerAlive: () => true });
  const ended = await reader.read('ended');
  expect(await reader.read('ended')).toBe(ended);
  await reader.read('running');
  await reader.read('running');
  expect(reads).toEqual(['ended', 'running', 'running']);
});

describe('the list of runs', () => {
  it('without a filter reads no more than asked for', async () => {
    const { reader, depths } = readerOver(5_000);
    const { entries, newestSearched } = await reader.list({ limit: 3 });
    expect(entries.map(({ runId }) => runId)).toEqual(['RUN5000', 'RUN4999', 'RUN4998']);
    expect(newestSearched).toBeNull();
    expect(depths).toEqual([3]);
  });

  it('with a filter searches the newest 1,000 and says so where there are more', async () => {
    const { entries, newestSearched } = await readerOver(1_001).reader.list({ limit: 50, command: 'arp' });
    expect(entries.map(({ runId }) => runId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `RUN${1_000 - 100 * index}`),
    );
    expect(newestSearched).toBe(1_000);
    expect((await readerOver(1_000).reader.list({ limit: 50, command: 'arp' })).newestSearched).toBeNull();
  });

  it('has searched everything once it is past the instant asked for', async () => {
    const { reader } = readerOver(1_500);
    const since = (number: number): string => instant(start + number * 1_000);
    expect(await reader.list({ limit: 1, since: since(1_400) })).toMatchObject({ newestSearched: null });
    expect(await reader.list({ limit: 1, since: since(100) })).toMatchObject({ newestSearched: 1_000 });
  });
});
