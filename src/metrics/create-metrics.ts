import { Counter, Gauge, Registry } from 'prom-client';
import type { RunWatcher } from '../model/event.ts';
import { outcomes } from '../model/outcome.ts';
import { pressureCauses } from '../model/pressure.ts';
import type { ProcessStatus } from '../model/process-status.ts';
import { phaseHistograms } from './phase-histograms.ts';

export interface MetricsOptions {
  readonly version: string;
  /** What the process does now; asked when someone reads. */
  readonly status: () => ProcessStatus;
}

/** The figures of one process for Prometheus. Labels have few values, none of which names a device, run or caller. */
export interface Metrics {
  /** Measures what happens in every run that it is told of. */
  readonly watch: RunWatcher;
  /** An HTTP request was turned away with this status. */
  refused(status: number): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** docs/metrics.md describes each of them. */
export function createMetrics({ version, status }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const histograms = phaseHistograms(registry);
  const refusals = new Counter({
    name: 'rollcall_http_refusals_total',
    help: 'HTTP requests turned away, by status code.',
    labelNames: ['status'],
    registers,
  });
  const build = new Gauge({ name: 'rollcall_build_info', help: 'Always 1.', labelNames: ['version'], registers });
  build.set({ version }, 1);

  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });
  const totals = [
    [counter('rollcall_jobs_finished_total', 'Jobs that have ended.'), (now) => now.jobs.finished],
    [counter('rollcall_runs_ended_total', 'Runs that have ended.'), (now) => now.runs.ended],
    [counter('rollcall_plans_ended_total', 'Plans that have ended.'), (now) => now.plans.ended],
  ] satisfies [Counter, (now: ProcessStatus) => number][];
  const gauges = [
    [gauge('rollcall_start_time_seconds', 'Unix time at which the process began.'), (now) => unixTime(now.started)],
    [gauge('rollcall_runs_active', 'Runs that have not ended.'), (now) => now.runs.active],
    [gauge('rollcall_plans_active', 'Plans that have not ended.'), (now) => now.plans.active],
    [gauge('rollcall_jobs_running', 'Jobs under way.'), (now) => now.jobs.running],
    [gauge('rollcall_jobs_queued', 'Jobs that wait to run.'), (now) => now.jobs.queued],
    [gauge('rollcall_jobs_resting', 'Jobs that wait for their next attempt.'), (now) => now.jobs.resting],
    [gauge('rollcall_jobs_limit', 'Jobs that may run at once now.'), (now) => now.jobs.limit],
    [gauge('rollcall_jobs_limit_max', 'Jobs that may run at once without pressure.'), (now) => now.jobs.max_limit],
    [gauge('rollcall_worker_utilisation_ratio', 'Running jobs by the limit.'), (now) => now.jobs.utilisation],
    [gauge('rollcall_connections_open', 'SSH connections that stand.'), (now) => now.connections.open],
    [gauge('rollcall_connections_idle', 'SSH connections that nobody uses.'), (now) => now.connections.idle],
    [gauge('rollcall_devices_resting', 'Devices not dialled for now.'), (now) => now.connections.resting_devices],
    [gauge('rollcall_memory_resident_bytes', 'Resident memory.'), (now) => now.memory.resident_bytes],
    [gauge('rollcall_memory_heap_bytes', 'JavaScript heap and buffers.'), (now) => now.memory.heap_bytes],
    [gauge('rollcall_memory_heap_limit_bytes', 'Above it work is eased.'), (now) => now.memory.heap_limit_bytes],
  ] satisfies [Gauge, (now: ProcessStatus) => number][];
  const results = new Counter({
    name: 'rollcall_results_total',
    help: 'Results, one for each device and command, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const delay = new Gauge({
    name: 'rollcall_event_loop_delay_seconds',
    help: 'How late timers ran within the last interval of at least a second.',
    labelNames: ['stat'],
    registers,
  });
  const throttled = new Gauge({
    name: 'rollcall_throttled',
    help: '1 while this cause holds the limit down.',
    labelNames: ['cause'],
    registers,
  });

  function take(now: ProcessStatus): void {
    for (const [metric, value] of totals) setTotal(metric, value(now));
    for (const [metric, value] of gauges) metric.set(value(now));
    results.reset();
    for (const outcome of outcomes) results.inc({ outcome }, now.results.by_outcome[outcome] ?? 0);
    delay.reset();
    const { event_loop_delay: late } = now;
    if (late !== null) {
      delay.set({ stat: 'average' }, late.average_s);
      delay.set({ stat: 'max' }, late.max_s);
    }
    const holding = new Set((now.throttled?.causes ?? []).map(({ cause }) => cause));
    for (const cause of pressureCauses) throttled.set({ cause }, holding.has(cause) ? 1 : 0);
  }

  return {
    watch: histograms.watch,
    refused: (code) => refusals.inc({ status: String(code) }),
    contentType: registry.contentType,
    async text() {
      take(status());
      return registry.metrics();
    },
  };
}

/** The totals are counted elsewhere. */
function setTotal(metric: Counter, value: number): void {
  metric.reset();
  metric.inc(value);
}

const unixTime = (instant: string): number => Date.parse(instant) / 1_000;
