import type { ProcessStatus } from '../model/process-status.ts';
import { printableLine } from './printable.ts';
import { sizeText } from './size-text.ts';

/** What the processes do, a block for each. */
export function statusText(processes: readonly ProcessStatus[]): string {
  if (processes.length === 0) return 'nothing is running\n';
  return processes.map(blockOf).join('\n');
}

function blockOf(status: ProcessStatus): string {
  const { jobs, runs, plans, duration, connections, memory, event_loop_delay: late, throttled } = status;
  const within = `within the last ${Math.round(status.window_s)} s`;
  const rest = jobs.resting > 0 ? `, ${jobs.resting} between two attempts` : '';
  const lines = [
    ['jobs', `${jobs.running} running, ${jobs.queued} queued${rest}, ${jobs.finished} finished`],
    ['limit', `${limitOf(status)}, ${percent(jobs.utilisation)} in use`],
    ['results', resultsOf(status)],
    ['rate', jobs.per_second === null ? 'not known yet' : `${jobs.per_second.toFixed(1)} jobs a second ${within}`],
    ['duration', `${durationOf(duration)}${duration.average_s === null ? ` ${within}` : ''}`],
    [
      'connections',
      `${connections.open} open, of these ${connections.idle} idle; ${connections.resting_devices} devices resting`,
    ],
    [
      'event loop',
      late === null
        ? 'not measured while nothing runs'
        : `timers late by ${late.average_s} s on average, ${late.max_s} s at most`,
    ],
    [
      'memory',
      `${sizeText(memory.resident_bytes)}, heap ${sizeText(memory.heap_bytes)} of ${sizeText(memory.heap_limit_bytes)}`,
    ],
    ...(throttled?.causes ?? []).map(({ reason }) => ['throttled', `since ${throttled?.since}: ${reason}`] as const),
  ] as const;
  const what = status.purpose === 'serve' ? 'server' : 'command';
  const head = `${what} ${status.pid}, since ${status.started}: ${runs.active} ${runs.active === 1 ? 'run' : 'runs'} active, ${runs.ended} ended${plansOf(plans)}`;
  return [head, ...lines.map(([name, text]) => `  ${`${name}:`.padEnd(13)}${text}`)]
    .map((line) => `${printableLine(line)}\n`)
    .join('');
}

function plansOf({ active, ended }: ProcessStatus['plans']): string {
  return active + ended === 0 ? '' : `; ${active} ${active === 1 ? 'plan' : 'plans'} active, ${ended} ended`;
}

function limitOf({ jobs: { limit, max_limit } }: ProcessStatus): string {
  return limit === max_limit ? `${limit} jobs at once` : `${limit} jobs at once in place of ${max_limit}`;
}

function resultsOf({ results: { total, by_outcome } }: ProcessStatus): string {
  const counts = Object.entries(by_outcome).map(([outcome, count]) => `${count} ${outcome}`);
  return counts.length === 0 ? 'none yet' : `${total}: ${counts.join(', ')}`;
}

function durationOf({ average_s, p95_s }: ProcessStatus['duration']): string {
  return average_s === null ? 'no command ended' : `${average_s} s on average, 95 % within ${p95_s} s`;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
