import type { Clock, Timer } from '../base/clock.ts';
import type { StatusBoard } from '../history/create-status-board.ts';
import type { EventListener, RunStarted, RunWatcher } from '../model/event.ts';
import { instant } from '../model/instant.ts';
import type { ProcessStatus } from '../model/process-status.ts';
import { PressureValve } from '../schedule/pressure-valve.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { ProcessProbe } from './process-probe.ts';
import { type PoolFigures, processStatusOf } from './process-status-of.ts';
import { type ThrottledRun, ThrottleTeller } from './throttle-teller.ts';
import { WorkMeter } from './work-meter.ts';

const lookEveryMs = 1_000;
/** Looks over which `busy` answers are counted. */
const busyLooks = 10;

export interface WorkWatchPorts {
  readonly clock: Clock;
  readonly probe: ProcessProbe;
  readonly scheduler: Pick<Scheduler, 'load' | 'setLimit'>;
  readonly board: StatusBoard;
  readonly pool: () => PoolFigures;
  readonly memoryLimitBytes: number;
  readonly purpose: ProcessStatus['purpose'];
  readonly pid: number;
}

export interface FollowedRun extends ThrottledRun {
  subscribe(listener: EventListener): unknown;
}

/** Looks once a second at how work goes, while there is any: eases off under pressure, and tells other processes. */
export interface WorkWatch {
  /** A run begins. Its `run-finished` ends what is kept of it. */
  follow(run: FollowedRun, started: RunStarted): void;
  /** A plan begins, which counts as work until `ended`, also while it waits and none of its runs goes on. Never to be rejected. */
  followPlan(ended: Promise<void>): void;
  /** Every further run is watched by `watcher` too. Returns the way to stop that. */
  listen(watcher: RunWatcher): () => void;
  /** What this process does now. */
  own(): ProcessStatus;
  /** What the other processes that share the state folder have told last. Throws `history_failed`. */
  others(): Promise<readonly ProcessStatus[]>;
  close(): Promise<void>;
}

export function createWorkWatch(ports: WorkWatchPorts): WorkWatch {
  return new Watch(ports);
}

class Watch implements WorkWatch {
  readonly #ports: WorkWatchPorts;
  readonly #meter: WorkMeter;
  readonly #valve: PressureValve;
  readonly #teller: ThrottleTeller;
  readonly #watchers = new Set<RunWatcher>();
  /** Attempts and those that met a `busy` device, as they stood at each of the last looks. */
  #counts: readonly { readonly ended: number; readonly busy: number }[] = [];
  #throttledAt: number | null = null;
  #timer: Timer | null = null;
  #closed = false;

  constructor(ports: WorkWatchPorts) {
    const { clock, scheduler, memoryLimitBytes } = ports;
    this.#ports = ports;
    this.#meter = new WorkMeter(clock);
    this.#valve = new PressureValve({ maxLimit: scheduler.load.maxLimit, memoryLimitBytes });
    this.#teller = new ThrottleTeller(clock);
  }

  follow(run: FollowedRun, started: RunStarted): void {
    if (this.#closed) return;
    run.subscribe(this.#meter.watch(started));
    run.subscribe(this.#teller.follow(run, started));
    for (const watcher of this.#watchers) run.subscribe(watcher(started));
    this.#wake();
  }

  followPlan(ended: Promise<void>): void {
    if (this.#closed) return;
    void ended.then(this.#meter.planBegun());
    this.#wake();
  }

  listen(watcher: RunWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  own(): ProcessStatus {
    const { clock, probe, scheduler, pool, memoryLimitBytes, purpose, pid } = this.#ports;
    const causes = [...(this.#valve.throttle?.causes ?? [])].map(([cause, reason]) => ({ cause, reason }));
    const throttled = this.#throttledAt === null ? null : { since: instant(this.#throttledAt), causes };
    return processStatusOf({
      ...{ pid, purpose, now: clock.now(), meter: this.#meter, load: scheduler.load, pool: pool() },
      ...{ loopDelay: probe.loopDelay(), memory: probe.memory(), memoryLimitBytes, throttled },
    });
  }

  others(): Promise<readonly ProcessStatus[]> {
    return this.#ports.board.others();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = null;
    this.#ports.probe.rest();
    await this.#ports.board.close();
  }

  #wake(): void {
    this.#ports.probe.begin();
    this.#timer ??= this.#ports.clock.after(lookEveryMs, () => this.#look());
  }

  #look(): void {
    this.#ease();
    void this.#ports.board.tell(this.own());
    // Idle, with nothing left that will be different in a while: the next run or plan wakes it.
    const isBusy = this.#teller.runs > 0 || this.#meter.plans.active > 0;
    const more = isBusy || this.#meter.hasRecent || this.#valve.throttle !== null;
    this.#timer = more ? this.#ports.clock.after(lookEveryMs, () => this.#look()) : null;
    if (!more) this.#ports.probe.rest();
  }

  #ease(): void {
    const { clock, probe, scheduler } = this.#ports;
    const { running, queued, maxLimit } = scheduler.load;
    const before = this.#valve.limit;
    const loopDelayMs = probe.loopDelay()?.averageMs ?? null;
    this.#valve.look({ loopDelayMs, memoryBytes: probe.memory().heapBytes, running, ...this.#lately() });
    const { throttle, limit } = this.#valve;
    if (limit !== before)
      scheduler.setLimit(limit, throttle === null ? null : [...throttle.causes.values()].join('; '));
    if (throttle === null) this.#throttledAt = null;
    else {
      this.#throttledAt ??= clock.now();
      // Else it is their own bounds that jobs wait for.
      if (queued > 0 && running >= limit) this.#teller.tell(throttle, maxLimit);
    }
  }

  #lately(): { readonly ended: number; readonly busy: number } {
    const now = this.#meter.attempts;
    this.#counts = [...this.#counts.slice(-busyLooks), now];
    const first = this.#counts[0] ?? now;
    return { ended: now.ended - first.ended, busy: now.busy - first.busy };
  }
}
