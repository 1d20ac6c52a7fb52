import { monitorEventLoopDelay } from 'node:perf_hooks';
import { memoryUsage } from 'node:process';
import type { Clock } from '../base/clock.ts';

export interface LoopDelay {
  /** How late a timer ran that was due at any moment, on average. */
  readonly averageMs: number;
  readonly maxMs: number;
}

export interface MemoryUse {
  /** What the system has given to the process. It is slow to take any back. */
  readonly residentBytes: number;
  /** What JavaScript holds, buffers included, with what waits to be collected. */
  readonly heapBytes: number;
}

/** What the process itself feels of its work. */
export interface ProcessProbe {
  /** Begins to measure how late timers run; nothing where it does already. */
  begin(): void;
  /** Within the last whole interval of at least a second; null while nothing was measured. */
  loopDelay(): LoopDelay | null;
  memory(): MemoryUse;
  /** Measures no more, and forgets. */
  rest(): void;
}

/** Between two looks of the monitor at the time. */
const resolutionMs = 10;
const intervalMs = 1_000;

export function nodeProbe(clock: Clock): ProcessProbe {
  const monitor = monitorEventLoopDelay({ resolution: resolutionMs });
  let since: number | null = null;
  let last: LoopDelay | null = null;

  function measured(): LoopDelay {
    // The stretches between two looks. What is due within a stretch waits for its end: half of it on average, and long
    // stretches meet more of what is due. Those of an idle loop, each as long as the resolution, make nothing late.
    const mean = monitor.mean / 1e6;
    const meanOfSquares = mean ** 2 + (monitor.stddev / 1e6) ** 2;
    return {
      averageMs: Math.max(0, (meanOfSquares / mean - resolutionMs) / 2),
      maxMs: Math.max(0, monitor.max / 1e6 - resolutionMs),
    };
  }

  return {
    begin() {
      if (since !== null) return;
      since = clock.now();
      monitor.enable();
    },
    loopDelay() {
      const now = clock.now();
      if (since === null || (now >= since && now - since < intervalMs)) return last;
      since = now;
      if (monitor.count > 0) last = measured();
      monitor.reset();
      return last;
    },
    memory() {
      const { rss, heapUsed, external } = memoryUsage();
      return { residentBytes: rss, heapBytes: heapUsed + external };
    },
    rest() {
      monitor.disable();
      monitor.reset();
      since = null;
      last = null;
    },
  };
}
