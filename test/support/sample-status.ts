import type { ProcessStatus } from '../../src/model/process-status.ts';

/** A server at work. */
export function sampleStatus(edit: Partial<ProcessStatus> = {}): ProcessStatus {
  return {
    pid: 4711,
    purpose: 'serve',
    started: '2026-01-01T00:00:00.000Z',
    time: '2026-01-01T00:01:00.000Z',
    runs: { active: 1, ended: 2 },
    plans: { active: 0, ended: 0 },
    jobs: {
      ...{ running: 100, queued: 50, resting: 0, limit: 500, max_limit: 1_000 },
      ...{ utilisation: 0.2, finished: 300, per_second: 5 },
    },
    results: { total: 310, by_outcome: { ok: 300, unreachable: 10 } },
    duration: { average_s: 0.4, p95_s: 0.9 },
    window_s: 58,
    connections: { open: 120, idle: 20, resting_devices: 2 },
    event_loop_delay: { average_s: 0.14, max_s: 0.2 },
    memory: { resident_bytes: 200_000_000, heap_bytes: 100_000_000, heap_limit_bytes: 1_073_741_824 },
    throttled: {
      since: '2026-01-01T00:00:30.000Z',
      causes: [{ cause: 'event_loop', reason: 'timers ran 140 ms late on average, more than 100 ms' }],
    },
    ...edit,
  };
}
