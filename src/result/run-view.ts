import type { Command } from '../model/command.ts';
import type { CommandFinished, CommandRetried, Owner } from '../model/event.ts';
import type { OutputFormat } from '../model/output-format.ts';
import type { PlatformName } from '../model/platform-name.ts';
import type { RunState } from '../model/run-document.ts';
import type { JsonReading } from './read-json.ts';

/** One device and command: its output so far and, once there is one, its end. */
export interface ResultRow {
  readonly device: string;
  readonly command: Command;
  /** Start of the dial or the write; null while it waits in our own queue. */
  readonly startTime: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly finished: CommandFinished | null;
  /** Attempts that failed before the present or last one, in order; the rest of the row is that one's alone. */
  readonly earlierAttempts: readonly CommandRetried[];
  /** Set where `stdout` is only some lines of the answer. */
  readonly kept?: KeptLines | undefined;
  /** Set where `stdout` is what was selected from the answer: the value, or why there is none. */
  readonly json?: JsonReading | undefined;
}

/** Which lines of an answer are left, from 0. */
export interface KeptLines {
  readonly answer: string;
  readonly lines: readonly number[];
}

/** What of each successful answer is looked at; never both. */
export interface Reduction {
  /** Lines that this RE2 pattern matches. */
  readonly match?: string;
  /** What this JMESPath expression finds. */
  readonly select?: string;
}

/** The account of a run as a fold over its events: live and read back are the same. */
export interface RunView {
  readonly runId: string;
  readonly state: RunState;
  readonly commands: readonly Command[];
  /** In selector order. */
  readonly devices: readonly string[];
  readonly startTime: string;
  /** Null while it runs. */
  readonly endTime: string | null;
  readonly warnings: readonly string[];
  /** What the devices were asked for. */
  readonly format: OutputFormat;
  readonly owner: Owner;
  /** Null: answers are whole. */
  readonly reduction: Reduction | null;
  /** Every row, in selector order, a device's commands in request order. */
  rows(): readonly ResultRow[];
  row(device: string, commandIndex: number): ResultRow | undefined;
  /** As the inventory said when the run began; null for an unknown name, and in old logs. */
  platformOf(device: string): PlatformName | null;
  /** The literal IP address in the inventory then, if there was one. */
  addressOf(device: string): string | null;
}
