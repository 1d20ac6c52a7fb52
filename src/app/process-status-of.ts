import { toSeconds } from '../base/duration.ts';
import { instant } from '../model/instant.ts';
import type { ProcessStatus } from '../model/process-status.ts';
import type { SchedulerLoad } from '../schedule/scheduler.ts';
import type { LoopDelay, MemoryUse } from './process-probe.ts';
import type { WorkMeter } from './work-meter.ts';

export interface PoolFigures {
  readonly open: number;
  readonly idle: number;
  readonly resting: number;
}

export interface StatusFacts {
  readonly pid: number;
  readonly purpose: ProcessStatus['purpose'];
  readonly now: number;
  readonly meter: WorkMeter;
  readonly load: SchedulerLoad;
  readonly pool: PoolFigures;
  readonly loopDelay: LoopDelay | null;
  readonly memory: MemoryUse;
  readonly memoryLimitBytes: number;
  readonly throttled: ProcessStatus['throttled'];
}

export function processStatusOf(facts: StatusFacts): ProcessStatus {
  const { meter, load, pool, loopDelay, memory } = facts;
  const { recent } = meter;
  const { running, queued, resting, limit, maxLimit } = load;
  return {
    pid: facts.pid,
    purpose: facts.purpose,
    started: instant(meter.startedAt),
    time: instant(facts.now),
    runs: meter.runs,
    plans: meter.plans,
    jobs: {
      ...{ running, queued, resting, limit, max_limit: maxLimit },
      utilisation: rounded(running / limit),
      finished: meter.jobsFinished,
      per_second: recent.jobsPerSecond === null ? null : rounded(recent.jobsPerSecond),
    },
    results: { total: meter.results, by_outcome: Object.fromEntries(meter.byOutcome) },
    duration: { average_s: orNull(recent.averageMs), p95_s: orNull(recent.p95Ms) },
    window_s: toSeconds(recent.windowMs),
    connections: { open: pool.open, idle: pool.idle, resting_devices: pool.resting },
    event_loop_delay:
      loopDelay === null ? null : { average_s: toSeconds(loopDelay.averageMs), max_s: toSeconds(loopDelay.maxMs) },
    memory: {
      resident_bytes: memory.residentBytes,
      heap_bytes: memory.heapBytes,
      heap_limit_bytes: facts.memoryLimitBytes,
    },
    throttled: facts.throttled,
  };
}

const orNull = (ms: number | null): number | null => (ms === null ? null : toSeconds(ms));
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
