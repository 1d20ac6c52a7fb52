import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics/create-metrics.ts';
import type { CommandFinished, RunEvent, RunStarted } from '../../src/model/event.ts';
import { outcomes } from '../../src/model/outcome.ts';
import type { ProcessStatus } from '../../src/model/process-status.ts';
import { repositoryRoot } from '../repo/repository-files.ts';
import { sampleStatus } from '../support/sample-status.ts';

const started: RunStarted = {
  ...{ type: 'run-started', time: '2026-01-01T00:00:00.000Z', run_id: 'RUN1', devices: ['secret-r1'] },
  ...{ commands: [{ text: 'show version', label: null }], warnings: [] },
  owner: { host: 'test', pid: 1, process_start: null },
};

const at = (ms: number): string => new Date(Date.UTC(2026, 0, 1) + ms).toISOString();

/** Dialled at 0, encrypted after 200 ms, logged in after 300 ms, at an end after a second. */
const finished: CommandFinished = {
  ...{ type: 'command-finished', time: at(1_000), device: 'secret-r1', command_index: 0, outcome: 'ok' },
  ...{ exit_status: 0, start_time: at(0), end_time: at(1_000), connection: 'new', attempts: 1 },
  ...{ connected_time: at(200), logged_in_time: at(300) },
};

async function textAfter(events: readonly RunEvent[], status: ProcessStatus = sampleStatus()): Promise<string> {
  const metrics = createMetrics({ version: '1.2.3', status: () => status });
  const listener = metrics.watch(started);
  for (const event of events) listener(event);
  return metrics.text();
}

const sumsOf = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^rollcall_(\w+)_duration_seconds_(sum|count) (.+)$/gm)].map(([, name, what, value]) => [
      `${name} ${what}`,
      Number(value),
    ]),
  );

describe('createMetrics', () => {
  it('gives what the process does, with every outcome there is', async () => {
    const text = await textAfter([]);
    for (const line of [
      'rollcall_build_info{version="1.2.3"} 1',
      'rollcall_jobs_running 100',
      'rollcall_jobs_queued 50',
      'rollcall_jobs_limit 500',
      'rollcall_jobs_limit_max 1000',
      'rollcall_worker_utilisation_ratio 0.2',
      'rollcall_jobs_finished_total 300',
      'rollcall_runs_active 1',
      'rollcall_runs_ended_total 2',
      'rollcall_plans_active 0',
      'rollcall_plans_ended_total 0',
      'rollcall_results_total{outcome="ok"} 300',
      'rollcall_results_total{outcome="unreachable"} 10',
      'rollcall_results_total{outcome="busy"} 0',
      'rollcall_event_loop_delay_seconds{stat="average"} 0.14',
      'rollcall_connections_open 120',
      'rollcall_devices_resting 2',
      'rollcall_throttled{cause="event_loop"} 1',
      'rollcall_throttled{cause="memory"} 0',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect([...text.matchAll(/^rollcall_results_total\{/gm)]).toHaveLength(outcomes.length);
  });

  it('tells a total once, however often it is read', async () => {
    const metrics = createMetrics({ version: '1', status: sampleStatus });
    await metrics.text();
    metrics.refused(401);
    const text = await metrics.text();
    expect(text).toContain('rollcall_jobs_finished_total 300\n');
    expect(text).toContain('rollcall_http_refusals_total{status="401"} 1\n');
  });

  it('times connecting, login and command apart', async () => {
    expect(sumsOf(await textAfter([finished]))).toEqual({
      ...{ 'handshake count': 1, 'handshake sum': 0.2, 'login count': 1, 'login sum': 0.1 },
      ...{ 'command count': 1, 'command sum': 0.7 },
    });
  });

  it('times on a reused connection from the write', async () => {
    const { connected_time, logged_in_time, ...bare } = finished;
    expect(sumsOf(await textAfter([{ ...bare, connection: 'reused' }]))).toMatchObject({
      ...{ 'handshake count': 0, 'login count': 0, 'command count': 1, 'command sum': 1 },
    });
  });

  it('times the last attempt of what was retried', async () => {
    const retried: RunEvent = {
      ...{ type: 'command-retried', time: at(0), device: 'secret-r1', command_index: 0, attempt: 2 },
      ...{
        outcome: 'busy',
        error: { code: 'busy', message: 'busy' },
        start_time: at(0),
        end_time: at(0),
        retry_at: at(0),
      },
    };
    expect(sumsOf(await textAfter([retried, { ...finished, attempts: 3 }]))).toMatchObject({
      ...{ 'handshake count': 1, 'handshake sum': 0.2, 'command count': 1, 'command sum': 0.7 },
    });
  });

  it('leaves out what it cannot time: never connected, never started, dialled anew within an attempt', async () => {
    const { connected_time, logged_in_time, ...bare } = finished;
    const counts = sumsOf(
      await textAfter([
        { ...bare, outcome: 'unreachable', connection: null },
        { ...bare, outcome: 'denied', connection: null, start_time: null, end_time: null, attempts: 0 },
        { ...bare, connection: 'reused', attempts: 2 },
      ]),
    );
    expect(counts).toMatchObject({ 'handshake count': 0, 'login count': 0, 'command count': 0 });
  });

  it('has no event-loop delay while none was measured', async () => {
    expect(await textAfter([], sampleStatus({ event_loop_delay: null }))).not.toMatch(
      /^rollcall_event_loop_delay_seconds\{/m,
    );
  });

  it('names no device and no run', async () => {
    expect(await textAfter([finished])).not.toMatch(/secret-r1|RUN1/);
  });
});

const described = (text: string): readonly string[] =>
  [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);

describe('what is said elsewhere', () => {
  it('docs/metrics.md lists every metric with its type, and no other', async () => {
    const types = [...(await textAfter([finished])).matchAll(/^# TYPE (\S+ \S+)/gm)].map(([, type]) => type);
    const table = readFileSync(join(repositoryRoot, 'docs/metrics.md'), 'utf8').matchAll(
      /^\| `(rollcall_\w+)` \| (\w+) \|/gm,
    );
    expect([...table].map(([, name, type]) => `${name} ${type}`).sort()).toEqual(types.sort());
  });

  it('the Grafana dashboard asks for metrics that there are', async () => {
    const known = described(await textAfter([finished]));
    const dashboard: unknown = JSON.parse(readFileSync(join(repositoryRoot, 'config/grafana/rollcall.json'), 'utf8'));
    expect(dashboard).toMatchObject({ title: 'rollcall', uid: 'rollcall', schemaVersion: expect.any(Number) });
    const asked = [...JSON.stringify(dashboard).matchAll(/rollcall_\w+/g)].map(([name]) =>
      name.replace(/_duration_seconds_(bucket|sum|count)$/, '_duration_seconds'),
    );
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => !known.includes(name))).toEqual([]);
    const unasked = known.filter((name) => !asked.includes(name));
    expect(unasked).toEqual([]);
  });
});
