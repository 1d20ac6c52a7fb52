import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteBudget } from '../../src/base/byte-budget.ts';
import type { ApprovedJob } from '../../src/model/approved-plan.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { failure } from '../../src/model/failure.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { createConnectionPool } from '../../src/session/connection-pool.ts';
import { pooledJobRunner } from '../../src/session/pooled-job-runner.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { exit } from '../support/fake-dialer.ts';
import { noRedaction } from '../support/no-redaction.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { wholeGuard } from '../support/shipped-guard.ts';
import { type Step, StepDialer } from '../support/step-dialer.ts';

const reads = ['show version', 'show arp', 'show chassis alarms'];
const changes = ['clear arp', 'clear bgp neighbor', 'restart routing'];

const dialFailures = [
  failure('unreachable', 'connection refused', { phase: 'connect' }),
  failure('connect_timeout', 'no TCP connection', { phase: 'connect' }),
  failure('busy', 'too many connections', { phase: 'handshake' }),
  failure('unreachable', 'closed during authentication', { phase: 'auth' }),
  failure('auth_failed', 'every credential was refused', { phase: 'auth' }),
  failure('auth_failed', 'no credential could be read', { phase: 'credentials' }),
  failure('host_key', 'the host key has changed', { phase: 'host_key' }),
  failure('skipped', 'it rests', { code: 'resting', phase: 'queue' }),
];
const final = new Set(dialFailures.slice(3));

const execFailures = [
  failure('connection_lost', 'the connection ended', { phase: 'command' }),
  failure('command_timeout', 'no end of output', { phase: 'command' }),
  failure('busy', 'no channel', { phase: 'channel' }),
  failure('rejected', 'refused', { phase: 'channel' }),
  failure('output_limit', 'too much', { phase: 'command' }),
  failure('defect', 'a bug', { phase: 'command' }),
];

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom(...dialFailures).map((dial) => ({ dial })),
  fc
    .record({ failed: fc.constantFrom(...execFailures), written: fc.boolean(), loses: fc.boolean() })
    .map(({ failed, written, loses }) => ({
      exec: { ended: 'failed' as const, written, failure: failed },
      output: 'part',
      loses,
    })),
  fc.boolean().map((loses) => ({ exec: exit(), output: 'whole\n', loses })),
);

const scenario = fc.record({
  lines: fc.uniqueArray(fc.constantFrom(...reads, ...changes), { minLength: 1, maxLength: 4 }),
  steps: fc.array(step, { maxLength: 14 }),
  retries: fc.integer({ min: 0, max: 5 }),
  /** The back-off that is cut by a cancel. */
  cancelAt: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
});

/** The job with all its lines approved. */
function approved(lines: readonly string[]): ApprovedJob {
  const device = sampleDevice('r1');
  const commands = lines.map((line, index) => ({ index, text: line, label: null }));
  const plan = buildPlan({ devices: [{ known: true, name: 'r1', device }], warnings: [] }, commands, null);
  const terms = { token: null, changes: 'enabled' as const };
  const asked = wholeGuard.approve(plan, { ...terms, approvedHash: null });
  const approvedHash = asked.toApprove?.planHash ?? null;
  const [job] = (approvedHash === null ? asked : wholeGuard.approve(plan, { ...terms, approvedHash })).plan.jobs;
  if (job === undefined) throw new Error(`denied in a test: ${lines.join(', ')}`);
  return job;
}

async function play({ lines, steps, retries, cancelAt }: typeof scenario extends fc.Arbitrary<infer T> ? T : never) {
  const clock = new FakeClock();
  const dialer = new StepDialer(steps);
  const pool = createConnectionPool({ dialer, clock, idleCloseMs: 60_000 });
  const events: RunEvent[] = [];
  const cancel = new AbortController();
  let rests = 0;
  const job = approved(lines);
  const runner = pooledJobRunner({ pool, clock, outputLimitBytes: 1_000, redaction: async () => noRedaction });
  await runner.run(job, {
    signal: cancel.signal,
    mayBegin: cancel.signal,
    budget: new ByteBudget(1_000_000),
    emit: (event) => events.push(event),
    recorded: async () => {},
    retries,
    async rest() {
      rests += 1;
      if (rests !== cancelAt) return;
      cancel.abort();
      throw cancel.signal.reason;
    },
  });
  await pool.close();
  expect(clock.pending).toBe(0);
  return { job, dialer, events, rests };
}

it('whatever happens: one end each, no change twice, no login or key again, no more retries than asked for', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (asked) => {
      const { job, dialer, events, rests } = await play(asked);
      const retried = events.filter((event) => event.type === 'command-retried');
      expect(retried).toHaveLength(rests);
      for (const { index, line, mayChange, verdict } of job.commands) {
        const own = events.filter((event) => 'command_index' in event && event.command_index === index);
        expect(own.filter(({ type }) => type === 'command-finished')).toHaveLength(1);
        expect(own.at(-1)?.type).toBe('command-finished');
        const again = retried.filter((event) => event.command_index === index);
        expect(again.length).toBeLessThanOrEqual(asked.retries);
        const written = dialer.written.filter((each) => each === line).length;
        expect(written).toBeLessThanOrEqual(verdict === 'read' ? again.length + 1 : 1);
        if (mayChange) expect(again.map(({ outcome }) => outcome)).not.toContain('unknown');
        const attempts = own.flatMap((event) => {
          if (event.type === 'command-retried') return [event.attempt];
          return event.type === 'command-finished' ? [event.attempts] : [];
        });
        expect(attempts).toEqual([...attempts].sort((a, b) => a - b));
        // A dead connection of the pool is replaced at once, beside what was asked for.
        expect(attempts.at(-1)).toBeLessThanOrEqual(asked.retries + 1 + dialer.deaths);
      }
      // What a login, a key or our own pacing ended is the end of its command.
      for (const { outcome, error } of retried) {
        expect([...final].some((each) => each.outcome === outcome && each.error.phase === error.phase)).toBe(false);
        expect(['rejected', 'output_limit', 'defect', 'cancelled']).not.toContain(outcome);
      }
    }),
    { numRuns: 2_000 },
  );
});
