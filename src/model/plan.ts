import type { Command } from './command.ts';
import type { Device } from './device.ts';
import type { ErrorDetail } from './failure.ts';

/** A command with the exact bytes that would be written and its deadline on this device. */
export interface PlannedCommand extends Command {
  readonly line: string;
  readonly timeoutMs: number;
}

/** One device's part of a run: its commands, in order, on one connection. */
export interface Job {
  readonly device: Device;
  readonly commands: readonly PlannedCommand[];
}

/** What a request comes to, before the guard has seen it. */
export interface Plan {
  readonly jobs: readonly Job[];
}

/** One command of one device that the guard refused. */
export interface Denial {
  readonly device: string;
  readonly commandIndex: number;
  readonly error: ErrorDetail;
}
