import type { RunEvent } from '../model/event.ts';
import type { RunView } from '../result/run-view.ts';

/** Counts of a run, kept up by its events: reading every row of a large run at each notification would be too slow. */
export class RunTally {
  readonly total: number;
  #done = 0;
  #failed = 0;
  /** Device and command → device, in order of start. */
  readonly #running = new Map<string, string>();

  constructor(view: RunView) {
    const rows = view.rows();
    this.total = rows.length;
    const started: { key: string; device: string; time: string }[] = [];
    for (const row of rows) {
      if (row.finished !== null) {
        this.#done += 1;
        if (row.finished.outcome !== 'ok') this.#failed += 1;
      } else if (row.startTime !== null) {
        started.push({ key: keyOf(row.device, row.command.index), device: row.device, time: row.startTime });
      }
    }
    started.sort((a, b) => (a.time < b.time ? -1 : 1));
    for (const { key, device } of started) this.#running.set(key, device);
  }

  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  /** The device whose command has been running longest; undefined when none is. */
  get slowest(): string | undefined {
    const [first] = this.#running.values();
    return first;
  }

  apply(event: RunEvent): void {
    if (event.type === 'command-started') {
      this.#running.set(keyOf(event.device, event.command_index), event.device);
    } else if (event.type === 'command-finished') {
      this.#running.delete(keyOf(event.device, event.command_index));
      this.#done += 1;
      if (event.outcome !== 'ok') this.#failed += 1;
    }
  }
}

function keyOf(device: string, commandIndex: number): string {
  return `${commandIndex} ${device}`;
}
