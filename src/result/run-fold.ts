import { RollcallError } from '../base/rollcall-error.ts';
import type { Command } from '../model/command.ts';
import type { CommandFinished, Owner, RunEvent, RunStarted } from '../model/event.ts';
import { failure } from '../model/failure.ts';
import type { OutputFormat } from '../model/output-format.ts';
import { type PlatformName, platformNames } from '../model/platform-name.ts';
import type { RunState } from '../model/run-document.ts';
import { expandNames } from '../model/selector/expand-names.ts';
import { FoldRow } from './fold-row.ts';
import type { RunView } from './run-view.ts';
import { throttledText } from './throttled-text.ts';

/** The account of a run, kept by folding its events one by one; constant work for each. */
export class RunFold implements RunView {
  readonly runId: string;
  readonly commands: readonly Command[];
  readonly devices: readonly string[];
  readonly startTime: string;
  readonly warnings: string[];
  readonly owner: Owner;
  readonly format: OutputFormat;
  readonly reduction = null;
  readonly #rows: readonly FoldRow[];
  /** A device's rows stand together; this is the place of the first. */
  readonly #firstRow = new Map<string, number>();
  readonly #event: RunStarted;
  #platforms: ReadonlyMap<string, PlatformName> | null = null;
  #addresses: ReadonlyMap<string, string | null> | null = null;
  #state: RunState = 'running';
  #endTime: string | null = null;
  /** The last sign of life: all an interrupted run has for an end. */
  #lastTime: string;

  private constructor(event: RunStarted) {
    this.#event = event;
    this.runId = event.run_id;
    this.commands = event.commands.map(({ text, label }, index) => ({ index, text, label }));
    this.devices = [...new Set(event.devices)];
    this.startTime = event.time;
    this.warnings = [...event.warnings];
    this.owner = event.owner;
    this.format = event.format ?? 'text';
    this.#lastTime = event.time;
    this.#rows = this.devices.flatMap((device) => this.commands.map((command) => new FoldRow(device, command)));
    this.devices.forEach((device, index) => {
      this.#firstRow.set(device, index * this.commands.length);
    });
  }

  static start(event: RunStarted): RunFold {
    return new RunFold(event);
  }

  get state(): RunState {
    return this.#state;
  }

  get endTime(): string | null {
    return this.#endTime;
  }

  rows(): readonly FoldRow[] {
    return this.#rows;
  }

  row(device: string, commandIndex: number): FoldRow | undefined {
    const first = this.#firstRow.get(device);
    if (first === undefined || commandIndex < 0 || commandIndex >= this.commands.length) return undefined;
    return this.#rows[first + commandIndex];
  }

  platformOf(device: string): PlatformName | null {
    this.#platforms ??= platformsOf(this.#event);
    return this.#platforms.get(device) ?? null;
  }

  addressOf(device: string): string | null {
    const { devices, addresses = [] } = this.#event;
    this.#addresses ??= new Map(devices.map((name, index) => [name, addresses[index] ?? null]));
    return this.#addresses.get(device) ?? null;
  }

  /** Never throws: an event that fits no row, or comes after that row's end, is ignored. */
  apply(event: RunEvent): void {
    // Only a warning may come after the end: that the run could not be recorded is known no sooner.
    if (this.#state !== 'running' && event.type !== 'warning') return;
    this.#lastTime = event.time;
    switch (event.type) {
      case 'run-started':
        return;
      case 'command-started':
        this.row(event.device, event.command_index)?.start(event.time, event.may_change === true);
        return;
      case 'output':
        this.row(event.device, event.command_index)?.add(event);
        return;
      case 'command-retried':
        this.row(event.device, event.command_index)?.retry(event);
        return;
      case 'command-finished':
        this.row(event.device, event.command_index)?.finish(event);
        return;
      case 'warning':
        this.warnings.push(event.text);
        return;
      case 'throttled':
        this.warnings.push(throttledText(event));
        return;
      case 'run-finished':
        this.#state = event.state;
        this.#endTime = event.time;
    }
  }

  /** The process that ran it is gone: what had not ended gets the end that this means. A no-op on an ended run. */
  interrupted(): void {
    if (this.#state !== 'running') return;
    for (const row of this.#rows) {
      if (row.finished === null) row.finish(interruption(row, this.#lastTime));
    }
    this.#state = 'interrupted';
    this.#endTime = this.#lastTime;
  }
}

/**
 * A run's events as read back. Without a `run-finished` it is still running if its owner lives, else interrupted.
 * Throws `history_failed` when the log does not begin with `run-started`.
 */
export function foldEvents(events: readonly RunEvent[], options: { readonly ownerAlive: boolean }): RunFold {
  const [first, ...rest] = events;
  if (first?.type !== 'run-started') {
    throw new RollcallError('history_failed', "the run's event log has lost its beginning", {
      hint: 'this run cannot be shown; run the command again',
    });
  }
  const fold = RunFold.start(first);
  for (const event of rest) fold.apply(event);
  if (!options.ownerAlive) fold.interrupted();
  return fold;
}

function platformsOf({ platforms = {} }: RunStarted): ReadonlyMap<string, PlatformName> {
  return new Map(
    platformNames.flatMap((name) => expandNames(platforms[name] ?? '').map((device) => [device, name] as const)),
  );
}

function interruption(row: FoldRow, time: string): CommandFinished {
  const started = row.startTime !== null;
  const attemptsBefore = row.earlierAttempts.at(-1)?.attempt ?? 0;
  const { outcome, error } = row.mayHaveChanged
    ? failure('unknown', 'rollcall ended while the command was running; it may have changed something', {
        code: 'interrupted',
        phase: 'command',
        hint: 'look at the device before you send it again',
      })
    : started
      ? failure('cancelled', 'rollcall ended while the command was running', {
          code: 'interrupted',
          phase: 'command',
          hint: 'the output is what had come by then; run the command again on these devices',
        })
      : row.earlierAttempts.length > 0
        ? failure('skipped', 'rollcall ended before the command was tried again', {
            code: 'interrupted',
            phase: 'queue',
            hint: 'the attempts before failed; run the command again on these devices',
          })
        : failure('skipped', 'rollcall ended before the command was started', {
            code: 'interrupted',
            phase: 'queue',
            hint: 'nothing was sent; run the command again on these devices',
          });
  return {
    type: 'command-finished',
    time,
    device: row.device,
    command_index: row.command.index,
    outcome,
    exit_status: null,
    start_time: row.startTime,
    end_time: started ? time : null,
    connection: null,
    attempts: attemptsBefore + (started ? 1 : 0),
    error,
  };
}
