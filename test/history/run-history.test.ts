import { appendFile, mkdir, mkdtemp, open, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ulid } from 'ulid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRunHistory, type OpenRunHistory } from '../../src/history/create-run-history.ts';
import { RunLogFile } from '../../src/history/run-log-file.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { views } from '../../src/model/run-document.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { foldEvents, RunFold } from '../../src/result/run-fold.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { answered, ended, runId, started } from '../result/run-events.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { makeFifo } from '../support/make-fifo.ts';
import { MemoryLogger } from './memory-logger.ts';

let home: string;
let history: OpenRunHistory;
const clock = new FakeClock();
let logger: MemoryLogger;

beforeEach(async () => {
  home = join(await mkdtemp(join(tmpdir(), 'rollcall-history-')), 'state');
  logger = new MemoryLogger();
  history = createRunHistory({ home, clock, logger });
});

afterEach(async () => {
  await history.close();
  await rm(join(home, '..'), { recursive: true, force: true });
  expect(clock.pending).toBe(0);
});

const logPath = (id = runId): string => join(home, 'runs', id, 'events.jsonl');
const wholeRun: readonly RunEvent[] = [started(['r1']), ...answered('r1', { stdout: 'hi\u2028\n' }), ended()];

async function record(events: readonly RunEvent[], id = runId): Promise<void> {
  const log = await history.open(id);
  for (const event of events) log.append(event);
  await log.close();
}

describe('a run log', () => {
  it('reads back what was written, in order, from files only the owner can read', async () => {
    await record(wholeRun);
    expect(await history.read(runId)).toEqual(wholeRun);
    const modes = await Promise.all([home, join(home, 'runs'), join(home, 'runs', runId), logPath()].map(modeOf));
    expect(modes).toEqual([0o700, 0o700, 0o700, 0o600]);
  });

  it('keeps 20,000 events in order, also those appended while a write is under way', async () => {
    const log = await history.open(runId);
    const events = Array.from({ length: 20_000 }, (_, index): RunEvent => outputEvent(String(index)));
    for (const [index, event] of [started(['r1']), ...events].entries()) {
      log.append(event);
      if (index % 5_000 === 0) await new Promise(setImmediate);
    }
    await log.close();
    const texts = (await history.read(runId)).flatMap((event) => (event.type === 'output' ? [event.text] : []));
    expect(texts).toEqual(events.map((_, index) => String(index)));
  });

  it('can be read while it is written', async () => {
    const log = await history.open(runId);
    log.append(started(['r1']));
    await vi.waitFor(async () => expect(await history.read(runId)).toHaveLength(1));
    await log.close();
  });

  it('leaves out a torn last line without a word, and a broken one in the middle with a warning', async () => {
    await record([started(['r1'])]);
    await appendFile(logPath(), `{"type":"output"\n${JSON.stringify(ended())}\n{"type":"run-fin`);
    expect((await history.read(runId)).map(({ type }) => type)).toEqual(['run-started', 'run-finished']);
    expect(logger.lines).toEqual([expect.stringContaining('broken line')]);
  });

  it('takes a last line that only lacks its line feed', async () => {
    await record([started(['r1'])]);
    await appendFile(logPath(), JSON.stringify(ended()));
    expect(await history.read(runId)).toHaveLength(2);
  });

  it('is never written by a second writer', async () => {
    const log = await history.open(runId);
    const other = createRunHistory({ home, clock, logger });
    await expect(other.open(runId)).rejects.toMatchObject({ code: 'history_failed' });
    log.append(started(['r1']));
    await log.close();
    expect(await history.read(runId)).toHaveLength(1);
  });

  it('reports a failing disk at close, logs it once, and the run goes on', async () => {
    await record([]);
    // Every write to a file that is open for reading only fails, as on a full disk.
    const log = new RunLogFile(await open(logPath(), 'r'), logger);
    log.append(started(['r1']));
    await new Promise(setImmediate);
    log.append(ended());
    await expect(log.flushed()).rejects.toMatchObject({ code: 'history_failed' });
    await expect(log.close()).rejects.toMatchObject({ code: 'history_failed', hint: expect.stringContaining('disk') });
    await expect(log.close()).rejects.toMatchObject({ code: 'history_failed' });
    expect(logger.lines.filter((line) => line.startsWith('error'))).toHaveLength(1);
  });

  it('says so when its folder cannot be made', async () => {
    await writeFile(join(home, '..', 'file'), '');
    const broken = createRunHistory({ home: join(home, '..', 'file'), clock, logger });
    await expect(broken.open(runId)).rejects.toMatchObject({ code: 'history_failed', hint: expect.any(String) });
  });

  it('ignores what is appended after close', async () => {
    const log = await history.open(runId);
    log.append(started(['r1']));
    await log.close();
    log.append(ended());
    await log.close();
    expect(await readFile(logPath(), 'utf8')).toBe(`${JSON.stringify(started(['r1']))}\n`);
  });

  it('is closed and written by the close of the history', async () => {
    const log = await history.open(runId);
    log.append(started(['r1']));
    await history.close();
    expect(await history.read(runId)).toHaveLength(1);
  });

  it('may stand behind a symbolic link', async () => {
    await mkdir(home);
    await mkdir(join(home, 'elsewhere'));
    await symlink(join(home, 'elsewhere'), join(home, 'runs'));
    await record(wholeRun);
    expect(await history.read(runId)).toEqual(wholeRun);
  });

  it.each(['../../etc', '', 'runs', `${runId}/../${runId}`, runId.toLowerCase(), `8${runId.slice(1)}`])(
    'takes nothing but a ULID for a run: %j is unknown',
    async (id) => {
      await record(wholeRun);
      for (const attempt of [history.read(id), history.requestCancel(id), history.open(id)]) {
        await expect(attempt).rejects.toMatchObject({ code: 'unknown_run', hint: expect.any(String) });
      }
    },
  );

  it('knows no run that was never recorded, or that left no event', async () => {
    await expect(history.read(ulid())).rejects.toMatchObject({ code: 'unknown_run' });
    await record([]);
    await expect(history.read(runId)).rejects.toMatchObject({ code: 'unknown_run' });
  });
});

describe('reading back (property)', () => {
  it('gives the documents of the live run, in both views', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryRun, async (events) => {
        const id = ulid();
        const [first, ...rest] = events;
        if (first?.type !== 'run-started') throw new Error('a run begins with run-started');
        const live = RunFold.start(first);
        for (const event of rest) live.apply(event);
        await record(events, id);
        const readBack = foldEvents(await history.read(id), { ownerAlive: true });
        for (const view of views) expect(buildDocument(readBack, { view })).toEqual(buildDocument(live, { view }));
      }),
      { numRuns: 60 },
    );
  });
});

describe('list', () => {
  it('lists newest first, at most as many as asked, with how each ended', async () => {
    const ids = [1, 2, 3].map((n) => ulid(Date.UTC(2026, 0, n)));
    await record([started(['r1']), ended(5, 'cancelled')], ids[0]);
    await record([started(['r2'])], ids[1]);
    await record([started(['r3']), outputEvent('x'.repeat(100_000)), ended(5)], ids[2]);
    const listed = await history.list(10);
    expect(listed.map(({ runId: id, started: { devices }, ended: end }) => [id, devices, end])).toEqual([
      [ids[2], ['r3'], 'finished'],
      [ids[1], ['r2'], null],
      [ids[0], ['r1'], 'cancelled'],
    ]);
    expect((await history.list(1)).map(({ runId: id }) => id)).toEqual([ids[2]]);
  });

  it('is empty where there is no history yet, and leaves out what is none', async () => {
    expect(await history.list(10)).toEqual([]);
    await record(wholeRun);
    await writeFile(join(home, 'runs', 'notes.txt'), 'mine');
    await mkdir(join(home, 'runs', ulid()));
    await record([ended()], ulid());
    expect(await history.list(10)).toHaveLength(1);
    expect(logger.lines).toHaveLength(2);
  });

  it('leaves out a run whose log is a FIFO, which would never answer', async () => {
    await record(wholeRun);
    const id = ulid();
    await mkdir(join(home, 'runs', id));
    makeFifo(logPath(id));
    expect((await history.list(10)).map((listing) => listing.runId)).toEqual([runId]);
    await expect(history.read(id)).rejects.toMatchObject({
      code: 'history_failed',
      message: expect.stringContaining('is no regular file'),
    });
  });

  it('reads a first line of any length', async () => {
    await record([started(Array.from({ length: 20_000 }, (_, index) => `r${index}`))]);
    expect((await history.list(1))[0]?.started.devices).toHaveLength(20_000);
  });
});

describe('a cancel request', () => {
  it('is seen by the process that watches, once', async () => {
    await record([started(['r1'])]);
    const seen = vi.fn();
    history.watchCancel(runId, seen);
    clock.advance(500);
    await vi.waitFor(() => expect(clock.pending).toBe(1));
    expect(seen).not.toHaveBeenCalled();

    const other = createRunHistory({ home, clock, logger });
    await other.requestCancel(runId);
    clock.advance(500);
    await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(1));
    expect(clock.pending).toBe(0);
    expect(await modeOf(join(home, 'runs', runId, 'cancel'))).toBe(0o600);
  });

  it('may be left twice, but not for a run that is not there', async () => {
    await record([started(['r1'])]);
    await history.requestCancel(runId);
    await history.requestCancel(runId);
    await expect(history.requestCancel(ulid())).rejects.toMatchObject({ code: 'unknown_run' });
  });

  it('is no longer looked for once the watch is closed', async () => {
    await record([started(['r1'])]);
    await history.requestCancel(runId);
    const seen = vi.fn();
    const watch = history.watchCancel(runId, seen);
    watch.close();
    watch.close();
    const inFlight = history.watchCancel(runId, seen);
    clock.advance(500);
    inFlight.close();
    // The look under way ends before one that began later.
    await stat(join(home, 'runs', runId, 'cancel'));
    await new Promise(setImmediate);
    expect(seen).not.toHaveBeenCalled();
  });
});

function outputEvent(text: string): RunEvent {
  return { type: 'output', time: wholeRun[0]?.time ?? '', device: 'r1', command_index: 0, stream: 'stdout', text };
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
