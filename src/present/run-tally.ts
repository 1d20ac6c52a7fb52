import type { CommandFinished, RunEvent } from '../model/event.ts';
import type { RunView } from '../result/run-view.ts';

export interface Slowest {
  readonly device: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** Counts of a run, kept up event by event: reading every row of a large run at each redraw would be too slow. */
export class RunTally {
  readonly total: number;
  #done = 0;
  #failed = 0;
  /** Device and command → its start, oldest first. */
  readonly #running = new Map<string, Slowest>();

  constructor(view: RunView) {
    const rows = view.rows();
    this.total = rows.length;
    const started: { readonly key: string; readonly command: Slowest }[] = [];
    for (const { device, command, finished, startTime } of rows) {
      if (finished !== null) this.#count(finished.outcome);
      else if (startTime !== null) {
        started.push({ key: keyOf(device, command.index), command: { device, startedAt: Date.parse(startTime) } });
      }
    }
    started.sort((a, b) => a.command.startedAt - b.command.startedAt);
    for (const { key, command } of started) this.#running.set(key, command);
  }

  take(event: RunEvent): void {
    if (event.type === 'command-started') {
      const { device, command_index, time } = event;
      this.#running.set(keyOf(device, command_index), { device, startedAt: Date.parse(time) });
    } else if (event.type === 'command-retried') {
      this.#running.delete(keyOf(event.device, event.command_index));
    } else if (event.type === 'command-finished') {
      this.#running.delete(keyOf(event.device, event.command_index));
      this.#count(event.outcome);
    }
  }

  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  /** The command that has been running longest; null when none is. */
  get slowest(): Slowest | null {
    const [first] = this.longestRunning(1);
    return first ?? null;
  }

  /** Devices with the commands that have been running longest, at most so many of them. */
  longestRunning(count: number): readonly Slowest[] {
    const found = new Map<string, Slowest>();
    for (const slow of this.#running.values()) {
      if (found.size >= count) break;
      if (!found.has(slow.device)) found.set(slow.device, slow);
    }
    return [...found.values()];
  }

  #count(outcome: CommandFinished['outcome']): void {
    this.#done += 1;
    if (outcome !== 'ok') this.#failed += 1;
  }
}

function keyOf(device: string, commandIndex: number): string {
  return `${commandIndex} ${device}`;
}
