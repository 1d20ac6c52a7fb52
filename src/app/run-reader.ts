import { pause, startDeadline, untilAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { RunHistory, RunListing } from '../history/run-history.ts';
import type { Owner, RunEvent } from '../model/event.ts';
import { foldNames } from '../model/selector/fold-names.ts';
import { foldEvents } from '../result/run-fold.ts';
import type { RunView } from '../result/run-view.ts';
import type { ActiveRun, CancelAnswer, RunList, RunListEntry, RunListQuery } from './rollcall.ts';

export interface RunReaderPorts {
  readonly history: RunHistory;
  readonly clock: Clock;
  /** This process. */
  readonly owner: Owner;
  readonly ownerAlive: (owner: Owner) => boolean;
  /** Runs of this process that are under way, and ended ones whose log could not be written. */
  readonly live: (runId: string) => ActiveRun | undefined;
}

/** How often another process's run is looked at while someone waits for it. */
const lookEveryMs = 500;

/** With a filter, this many of the newest runs are looked through. */
const filterDepth = 1_000;

/** Runs as they can be seen: those of this process live, all others from history. */
export class RunReader {
  readonly #ports: RunReaderPorts;
  /** The ended run read last, while memory lasts: pages of one run are asked for one after another. */
  #last: { readonly runId: string; readonly view: WeakRef<RunView> } | null = null;

  constructor(ports: RunReaderPorts) {
    this.#ports = ports;
  }

  async read(runId: string): Promise<RunView> {
    const live = this.#ports.live(runId);
    if (live) return live.view;
    const kept = this.#last?.runId === runId ? this.#last.view.deref() : undefined;
    if (kept !== undefined) return kept;
    const view = await this.#readBack(() => this.#ports.history.read(runId));
    if (view.state !== 'running') this.#last = { runId, view: new WeakRef(view) };
    return view;
  }

  /** The run with the answers of this device; those of others may be missing. */
  async readDevice(runId: string, device: string): Promise<RunView> {
    const kept = this.#ports.live(runId)?.view ?? (this.#last?.runId === runId ? this.#last.view.deref() : undefined);
    return kept ?? this.#readBack(() => this.#ports.history.readDevice(runId, device));
  }

  async #readBack(read: () => Promise<readonly RunEvent[]>): Promise<RunView> {
    const events = await read();
    const first = events[0];
    if (first?.type !== 'run-started' || this.#alive(first.owner)) return foldEvents(events, { ownerAlive: true });
    // Its end may have been written between the look at the log and the look at the process.
    return foldEvents(await read(), { ownerAlive: false });
  }

  async wait(runId: string, waitMs: number, signal: AbortSignal): Promise<void> {
    const { clock, live } = this.#ports;
    const deadline = startDeadline(signal, waitMs, clock, () => new RollcallError('cancelled', 'the wait is over'));
    try {
      const run = live(runId);
      if (run) return await untilAborted(run.ended, deadline.signal);
      while ((await this.#stateOf(runId)) === 'running') await pause(lookEveryMs, clock, deadline.signal);
    } catch (thrown) {
      if (!deadline.signal.aborted) throw thrown;
    } finally {
      deadline.clear();
    }
  }

  async list(query: RunListQuery): Promise<RunList> {
    const { limit, command, device, since } = query;
    const filtered = command !== undefined || device !== undefined || since !== undefined;
    const depth = filtered ? Math.max(filterDepth, limit) : limit;
    const listings = await this.#ports.history.list(filtered ? depth + 1 : depth);
    const searched = listings.slice(0, depth);
    const oldest = searched.at(-1);
    // Runs are newest first, so one from before `since` is followed by such runs only.
    const passedSince = since !== undefined && oldest !== undefined && !startedSince(oldest.started, since);
    return {
      entries: searched
        .filter(({ started }) => matches(started, query))
        .slice(0, limit)
        .map((listing) => this.#entry(listing)),
      newestSearched: listings.length > depth && !passedSince ? depth : null,
    };
  }

  async cancel(runId: string): Promise<CancelAnswer> {
    const live = this.#ports.live(runId);
    if (live) {
      if (live.view.state !== 'running') return { result: 'ended' };
      live.cancel('cancelled on request');
      return { result: 'cancelled' };
    }
    if ((await this.#stateOf(runId)) !== 'running') return { result: 'ended' };
    await this.#ports.history.requestCancel(runId);
    return { result: 'requested' };
  }

  async #stateOf(runId: string): Promise<RunView['state']> {
    const state = this.#listedState(await this.#ports.history.find(runId));
    return state === 'interrupted' ? this.#listedState(await this.#ports.history.find(runId)) : state;
  }

  #listedState({ started, ended }: RunListing): RunView['state'] {
    return ended ?? (this.#alive(started.owner) ? 'running' : 'interrupted');
  }

  /** A run of this process that is not live here has ended, whatever its log could still take. */
  #alive(owner: Owner): boolean {
    const own = this.#ports.owner;
    const ours = owner.host === own.host && owner.pid === own.pid && owner.process_start === own.process_start;
    return !ours && this.#ports.ownerAlive(owner);
  }

  #entry(listing: RunListing): RunListEntry {
    const { runId, started } = listing;
    return {
      runId,
      ...(started.plan !== undefined && { plan: started.plan }),
      state: this.#ports.live(runId)?.view.state ?? this.#listedState(listing),
      startTime: started.time,
      commands: started.commands.map((command) => command.text),
      devices: foldNames(started.devices),
      deviceCount: started.devices.length,
      deviceNames: started.devices,
      format: started.format ?? 'text',
    };
  }
}

function matches(started: RunListing['started'], query: RunListQuery): boolean {
  const { command, device, since } = query;
  if (command !== undefined && !started.commands.some(({ text }) => text.includes(command))) return false;
  if (device !== undefined && !started.devices.includes(device)) return false;
  return since === undefined || startedSince(started, since);
}

function startedSince(started: RunListing['started'], since: string): boolean {
  return started.time >= new Date(since).toISOString();
}
