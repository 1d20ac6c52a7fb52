import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ByteBudget } from '../../src/base/byte-budget.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { ApprovedJob } from '../../src/model/approved-plan.ts';
import type { CommandFinished, RunEvent } from '../../src/model/event.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { createConnectionPool } from '../../src/session/connection-pool.ts';
import { pooledJobRunner } from '../../src/session/pooled-job-runner.ts';
import type { Connection } from '../../src/transport/connection.ts';
import { noRedaction } from '../support/no-redaction.ts';
import { shippedGuard } from '../support/shipped-guard.ts';
import { type Recording, readCorpus } from './read-corpus.ts';
import { type Replay, type Replayed, startReplay } from './replay.ts';

/** Characters of two, three and four bytes: the recordings are all ASCII. */
const beyondAscii: Recording = {
  file: '(characters of several bytes)',
  command: 'show interfaces descriptions | no-more',
  platform: 'junos',
  bytes: Buffer.from('ge-0/0/1 up up Zürich–Köln 東京 🛰 Ωmega\n'.repeat(3_000)),
  exitStatus: 0,
};

const corpus = readCorpus();
const recordings = [...corpus, beyondAscii];
const never = new AbortController().signal;

let replay: Replay;
beforeAll(async () => {
  replay = await startReplay(recordings);
});
afterAll(() => replay.close());

function find(recording: Recording): Replayed {
  const found = replay.replayed.find((candidate) => candidate.recording === recording);
  if (found === undefined) throw new Error(`${recording.file} is not served`);
  return found;
}

test('there is something to replay', () => {
  expect(corpus.length).toBeGreaterThan(100);
  expect(corpus.filter(({ bytes }) => bytes.length > 0).length).toBeGreaterThan(100);
});

describe('the transport gives back the bytes', () => {
  const connections = new Map<string, Promise<Connection>>();

  async function connection({ device }: Replayed): Promise<Connection> {
    const dialled = await replay.dialer.dial(device, { signal: never, onStart: () => {} });
    if (!dialled.ok) throw new Error(dialled.failure.error.message);
    return dialled.connection;
  }

  test.each(recordings.map((recording) => [recording.file, recording] as const))('%s', async (_, recording) => {
    const replayed = find(recording);
    const open = connections.get(replayed.device.name) ?? connection(replayed);
    connections.set(replayed.device.name, open);
    const pieces: Uint8Array[] = [];
    const answer = await (await open).exec(recording.command, {
      signal: never,
      onOutput: (stream, bytes) => {
        expect(stream).toBe('stdout');
        pieces.push(Uint8Array.from(bytes));
      },
    });
    expect(answer).toEqual({ ended: 'exit', exitStatus: recording.exitStatus, signal: null });
    expect(Buffer.compare(Buffer.concat(pieces), recording.bytes)).toBe(0);
  });

  test('some cuts went through a character', () => {
    expect(replay.cutCharacters()).toBeGreaterThan(0);
  });
});

describe('a session gives back the text, with one outcome', () => {
  const rejected: string[] = [];
  let underTheirOwnName = 0;

  function approved({ device, recording, alias }: Replayed): ApprovedJob {
    const selection = { devices: [{ known: true as const, name: device.name, device }], warnings: [] };
    for (const line of [recording.command, alias]) {
      const [job] = shippedGuard.approve(buildPlan(selection, [{ index: 0, text: line, label: null }], null)).plan.jobs;
      if (job === undefined) continue;
      if (line === recording.command) underTheirOwnName += 1;
      return job;
    }
    throw new Error(`the guard denied even ${alias}`);
  }

  test.each(recordings.map((recording) => [recording.file, recording] as const))('%s', async (_, recording) => {
    const pool = createConnectionPool({ dialer: replay.dialer, clock: systemClock, idleCloseMs: 60_000 });
    const runner = pooledJobRunner({
      pool,
      clock: systemClock,
      outputLimitBytes: 10_485_760,
      redaction: async () => noRedaction,
    });
    const events: RunEvent[] = [];
    try {
      await runner.run(approved(find(recording)), {
        signal: never,
        mayBegin: never,
        budget: new ByteBudget(1_000_000_000),
        recorded: async () => {},
        retries: 0,
        emit: (event) => events.push(event),
        rest: () => Promise.reject(new Error('not in this test')),
      });
    } finally {
      await pool.close();
    }
    const text = events.flatMap((event) => (event.type === 'output' ? [event.text] : [])).join('');
    expect(text === new TextDecoder('utf-8', { ignoreBOM: true }).decode(recording.bytes)).toBe(true);
    const ends = events.filter((event): event is CommandFinished => event.type === 'command-finished');
    expect(ends).toMatchObject([{ exit_status: recording.exitStatus, attempts: 1 }]);
    if (ends[0]?.outcome === 'rejected') rejected.push(recording.file);
    else expect(ends[0]?.outcome).toBe('ok');
  });

  test('most of them ran under the command they were recorded with', () => {
    expect(underTheirOwnName).toBeGreaterThan(100);
  });

  test('rejected are those that the device itself ended with an error status, and no others', () => {
    const failed = corpus.filter(({ exitStatus }) => exitStatus !== null && exitStatus !== 0);
    expect(failed).not.toHaveLength(0);
    expect(rejected.sort()).toEqual(failed.map(({ file }) => file).sort());
  });
});
