import { abortReason, startDeadline, untilAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { RunHistory, RunListing } from '../history/run-history.ts';
import type { Owner } from '../model/event.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { foldEvents } from '../result/run-fold.ts';
import type { RunView } from '../result/run-view.ts';
import type { ActiveRun, CancelAnswer, RunListEntry, RunListQuery } from './rollcall.ts';

export interface RunReaderPorts {
  readonly history: RunHistory;
  readonly clock: Clock;
  readonly ownerAlive: (owner: Owner) => boolean;
  readonly live: (runId: string) => ActiveRun | undefined;
}

/** How often another process's run is looked at while someone waits for it. */
const lookEveryMs = 500;

/** With a filter, this many of the newest runs are looked through. */
const filterDepth = 1_000;

/** Runs as they can be seen: those of this process live, all others from history. */
export class RunReader {
  readonly #ports: RunReaderPorts;

  constructor(ports: RunReaderPorts) {
    this.#ports = ports;
  }

  async read(runId: string): Promise<RunView> {
    const live = this.#ports.live(runId);
    if (live) return live.view;
    const events = await this.#ports.history.read(runId);
    const first = events[0];
    const alive = first?.type === 'run-started' && this.#ports.ownerAlive(first.owner);
    return foldEvents(events, { ownerAlive: alive });
  }

  async wait(runId: string, waitMs: number, signal: AbortSignal): Promise<void> {
    const { clock, live } = this.#ports;
    const deadline = startDeadline(signal, waitMs, clock, () => new RollcallError('cancelled', 'the wait is over'));
    try {
      const run = live(runId);
      if (run) return await untilAborted(run.ended, deadline.signal);
      while ((await this.read(runId)).state === 'running') await this.#pause(deadline.signal);
    } catch (thrown) {
      if (!deadline.signal.aborted) throw thrown;
    } finally {
      deadline.clear();
    }
  }

  async list(query: RunListQuery): Promise<readonly RunListEntry[]> {
    const filtered = query.command !== undefined || query.device !== undefined || query.since !== undefined;
    const listings = await this.#ports.history.list(filtered ? Math.max(filterDepth, query.limit) : query.limit);
    return listings
      .filter(({ started }) => matches(started, query))
      .slice(0, query.limit)
      .map((listing) => this.#entry(listing));
  }

  async cancel(runId: string): Promise<CancelAnswer> {
    const live = this.#ports.live(runId);
    if (live) {
      live.cancel('cancelled on request');
      return { result: 'cancelled' };
    }
    if ((await this.read(runId)).state !== 'running') return { result: 'ended' };
    await this.#ports.history.requestCancel(runId);
    return { result: 'requested' };
  }

  #entry({ runId, started, ended }: RunListing): RunListEntry {
    return {
      runId,
      state: ended ?? (this.#ports.ownerAlive(started.owner) ? 'running' : 'interrupted'),
      startTime: started.time,
      commands: started.commands.map((command) => command.text),
      devices: foldNames(started.devices),
      deviceCount: started.devices.length,
    };
  }

  #pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortReason(signal));
      const timer = this.#ports.clock.after(lookEveryMs, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      const stop = (): void => {
        timer.cancel();
        reject(abortReason(signal));
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

function matches(started: RunListing['started'], query: RunListQuery): boolean {
  const { command, device, since } = query;
  if (command !== undefined && !started.commands.some(({ text }) => text.includes(command))) return false;
  if (device !== undefined && !started.devices.includes(device)) return false;
  return since === undefined || started.time >= new Date(since).toISOString();
}
