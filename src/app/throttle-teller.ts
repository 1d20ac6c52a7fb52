import type { Clock } from '../base/clock.ts';
import type { RunEvent, RunStarted } from '../model/event.ts';
import { instant } from '../model/instant.ts';
import type { PressureCause } from '../model/pressure.ts';
import type { Throttle } from '../schedule/pressure-valve.ts';

/** The part of a run that is told of. */
export interface ThrottledRun {
  readonly runId: string;
  readonly emit: (event: RunEvent) => void;
}

interface Followed {
  readonly run: ThrottledRun;
  readonly told: Set<PressureCause>;
  /** Devices of which no command has begun or ended. */
  waiting: number;
}

/** Tells runs that fewer of their jobs run at once than could: each run once for each cause, while it has any to wait for. */
export class ThrottleTeller {
  readonly #clock: Clock;
  readonly #followed = new Map<string, Followed>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get runs(): number {
    return this.#followed.size;
  }

  /** Gets the run's further events. */
  follow(run: ThrottledRun, started: RunStarted): (event: RunEvent) => void {
    const waiting = new Set(started.devices);
    const followed: Followed = { run, told: new Set(), waiting: waiting.size };
    this.#followed.set(run.runId, followed);
    return (event) => {
      if (event.type === 'run-finished') this.#followed.delete(run.runId);
      else if (event.type === 'command-started' || event.type === 'command-finished') {
        if (event.command_index === 0 && waiting.delete(event.device)) followed.waiting = waiting.size;
      }
    };
  }

  tell({ limit, causes }: Throttle, maxLimit: number): void {
    for (const { run, told, waiting } of this.#followed.values()) {
      if (waiting === 0) continue;
      for (const [cause, reason] of causes) {
        if (told.has(cause)) continue;
        told.add(cause);
        const time = instant(this.#clock.now());
        run.emit({ type: 'throttled', time, cause, reason, limit, max_limit: maxLimit });
      }
    }
  }
}
