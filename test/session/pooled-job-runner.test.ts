import { afterEach, describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/base/byte-budget.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { CommandFinished, RunEvent } from '../../src/model/event.ts';
import { failure } from '../../src/model/failure.ts';
import { instant } from '../../src/model/instant.ts';
import { type ConnectionPool, createConnectionPool } from '../../src/session/connection-pool.ts';
import { pooledJobRunner } from '../../src/session/pooled-job-runner.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { exit, FakeDialer, lost, type Script, text } from '../support/fake-dialer.ts';
import { noRedaction } from '../support/no-redaction.ts';
import { sampleDevice, samplePlan } from '../support/sample-device.ts';

const clock = new FakeClock();
let pool: ConnectionPool | null = null;

/** Runs lines on one scripted device; returns its results and the joined output of each command. */
function startJob(dialer: FakeDialer, lines: readonly string[], signal = new AbortController().signal, limit = 1_000) {
  pool ??= createConnectionPool({ dialer, clock, idleCloseMs: 60_000 });
  const events: RunEvent[] = [];
  const [job] = samplePlan([sampleDevice('r1')], lines).jobs;
  if (!job) throw new Error('no job');
  const runner = pooledJobRunner({ pool, clock, outputLimitBytes: limit, redaction: async () => noRedaction });
  const done = runner.run(job, {
    signal,
    mayBegin: signal,
    budget: new ByteBudget(1_000_000),
    emit: (event) => events.push(event),
    rest: () => Promise.reject(new Error('not in this test')),
    recorded: async () => {},
    retries: 0,
  });
  return { done, events };
}

const results = (events: readonly RunEvent[]): CommandFinished[] =>
  events.filter((event) => event.type === 'command-finished');

const output = (events: readonly RunEvent[], index: number): string =>
  events.map((event) => (event.type === 'output' && event.command_index === index ? event.text : '')).join('');

afterEach(async () => {
  await pool?.close();
  pool = null;
  expect(clock.pending).toBe(0);
});

const answering: Script = (line, out) => {
  out('stdout', text(`${line}!\n`));
  return exit();
};

describe('pooledJobRunner', () => {
  it('runs the commands in order on one connection, one result each', async () => {
    const dialer = new FakeDialer({ r1: answering });
    const { done, events } = startJob(dialer, ['show version', 'show system uptime']);
    await done;
    expect(results(events).map(({ outcome, connection, attempts }) => [outcome, connection, attempts])).toEqual([
      ['ok', 'new', 1],
      ['ok', 'reused', 1],
    ]);
    expect(dialer.connections[0]?.lines).toEqual(['show version', 'show system uptime']);
    expect(output(events, 1)).toBe('show system uptime!\n');
  });

  it('tells when the dial came to the login and when the login was over, of the command that waited for it', async () => {
    const dialer = new FakeDialer({ r1: answering });
    const connect = dialer.hold('r1');
    const logIn = dialer.hold('r1 login');
    const { done, events } = startJob(dialer, ['show version', 'show arp']);
    const begin = clock.now();
    await expect.poll(() => events.length).toBe(1);
    clock.advance(20);
    connect();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(30);
    logIn();
    await done;
    const [first, second] = results(events);
    expect(first).toMatchObject({
      start_time: instant(begin),
      connected_time: instant(begin + 20),
      logged_in_time: instant(begin + 50),
    });
    expect(second).not.toHaveProperty('connected_time');
    expect(second).not.toHaveProperty('logged_in_time');
  });

  it('tells how far a dial came that failed', async () => {
    const refused = failure('auth_failed', 'the server refused every credential', { phase: 'auth' });
    const unreachable = failure('unreachable', 'connection refused', { phase: 'connect' });
    const { done, events } = startJob(new FakeDialer({ r1: refused }), ['show version']);
    await done;
    expect(results(events)[0]).toMatchObject({ connected_time: instant(clock.now()) });
    expect(results(events)[0]).not.toHaveProperty('logged_in_time');
    await pool?.close();
    pool = null;
    const other = startJob(new FakeDialer({ r1: unreachable }), ['show version']);
    await other.done;
    expect(results(other.events)[0]).not.toHaveProperty('connected_time');
  });

  it('lets a failed dial stand on every command, sent nothing', async () => {
    const refused = failure('unreachable', 'connection refused', { phase: 'connect' });
    const { done, events } = startJob(new FakeDialer({ r1: refused }), ['show version', 'show arp']);
    await done;
    expect(results(events).map(({ outcome, start_time }) => [outcome, start_time === null])).toEqual([
      ['unreachable', false],
      ['unreachable', true],
    ]);
  });

  it('ends a command at its deadline, closes its channel, keeps the partial output and runs the next', async () => {
    const dialer = new FakeDialer({
      r1: (line, out) => {
        if (line === 'show arp') return answering(line, out);
        out('stdout', text('half an ans'));
        return 'never';
      },
    });
    const { done, events } = startJob(dialer, ['show version', 'show arp']);
    await expect.poll(() => dialer.connections[0]?.lines.length).toBe(1);
    clock.advance(30_000);
    await done;
    expect(results(events).map(({ outcome }) => outcome)).toEqual(['command_timeout', 'ok']);
    expect(output(events, 0)).toBe('half an ans');
    expect(dialer.connections[0]?.closedChannels).toBe(1);
  });

  it('stops at the output cap with exactly the bytes that fit', async () => {
    const dialer = new FakeDialer({
      r1: (_line, out) => {
        for (let piece = 0; piece < 20; piece += 1) out('stdout', text('x'.repeat(99)));
        return 'never';
      },
    });
    const { done, events } = startJob(dialer, ['show log messages']);
    await done;
    expect(results(events)[0]?.outcome).toBe('output_limit');
    expect(output(events, 0)).toHaveLength(1_000);
  });

  it('cancels the running command and skips the rest', async () => {
    const dialer = new FakeDialer({ r1: () => 'never' });
    const cancel = new AbortController();
    const { done, events } = startJob(dialer, ['show version', 'show arp'], cancel.signal);
    await expect.poll(() => dialer.connections[0]?.lines.length).toBe(1);
    cancel.abort(new RollcallError('cancelled', 'enough'));
    await done;
    expect(results(events).map(({ outcome }) => outcome)).toEqual(['cancelled', 'skipped']);
    expect(dialer.connections[0]?.closedChannels).toBe(1);
  });

  it('marks every command cancelled when the cancel came before the first write', async () => {
    const dialer = new FakeDialer({ r1: answering });
    const release = dialer.hold('r1');
    const cancel = new AbortController();
    const { done, events } = startJob(dialer, ['show version', 'show arp'], cancel.signal);
    await expect.poll(() => dialer.dialled.length).toBe(1);
    cancel.abort(new RollcallError('cancelled', 'enough'));
    await done;
    release();
    expect(results(events).map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled']);
    expect(dialer.connections).toHaveLength(0);
  });

  it('replaces a pooled connection that had died unnoticed, once, because nothing was written', async () => {
    const dialer = new FakeDialer({ r1: answering });
    await startJob(dialer, ['show version']).done;
    const dead = dialer.connections[0];
    if (!dead) throw new Error('no connection');
    dead.exec = () => {
      dead.lose();
      return Promise.resolve({ ended: 'failed', written: false, failure: lost });
    };
    const { done, events } = startJob(dialer, ['show arp']);
    await done;
    expect(results(events).map(({ outcome, connection, attempts }) => [outcome, connection, attempts])).toEqual([
      ['ok', 'new', 2],
    ]);
  });

  it('does not repeat a command that was written, and skips the rest after the loss', async () => {
    const dialer = new FakeDialer({
      r1: () => ({ ended: 'failed', written: true, failure: lost }),
    });
    const { done, events } = startJob(dialer, ['show version', 'show arp']);
    await done;
    expect(results(events).map(({ outcome }) => outcome)).toEqual(['connection_lost', 'skipped']);
    expect(dialer.connections[0]?.lines).toEqual(['show version']);
  });

  it('goes on after the device rejected a command', async () => {
    const dialer = new FakeDialer({
      r1: (line, out) => {
        out('stdout', text(line === 'show verson' ? '\nerror: syntax error, expecting <command>: verson\n' : 'ok\n'));
        return exit(0);
      },
    });
    const { done, events } = startJob(dialer, ['show verson', 'show version']);
    await done;
    expect(results(events).map(({ outcome, exit_status }) => [outcome, exit_status])).toEqual([
      ['rejected', 0],
      ['ok', 0],
    ]);
  });

  it('reports a dialer that throws as a defect, for every command', async () => {
    const { done, events } = startJob(new FakeDialer({}), ['show version', 'show arp']);
    await done;
    expect(results(events).map(({ outcome }) => outcome)).toEqual(['defect', 'defect']);
  });
});
