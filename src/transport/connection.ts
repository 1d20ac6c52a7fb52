import type { Device } from '../model/device.ts';
import type { Failure } from '../model/failure.ts';

export type OutputStream = 'stdout' | 'stderr';

export interface ExecOptions {
  /** On abort the device is asked to end the command, the channel is closed, and the answer carries the abort reason. */
  readonly signal: AbortSignal;
  /** Each piece of output as it arrives, undecoded. Not called after the answer. */
  readonly onOutput: (stream: OutputStream, bytes: Uint8Array) => void;
}

export type ExecAnswer =
  /**
   * The device ended its output. `exitStatus` is null where it sent none. `signal` is the name (RFC 4254 §6.10: `KILL`,
   * `TERM`, …) where the device says that a signal ended the command: such an answer is not whole.
   */
  | { readonly ended: 'exit'; readonly exitStatus: number | null; readonly signal: string | null }
  | {
      readonly ended: 'failed';
      /** Whether the exec request may have reached the device. Decides whether a retry is safe. */
      readonly written: boolean;
      readonly failure: Failure;
      /** The exit status, where it came before the failure. */
      readonly exitStatus?: number;
    };

/** One authenticated SSH connection. */
export interface Connection {
  /** False from the moment it began to close, by us, the device or the network, or takes no more commands. */
  readonly open: boolean;
  /** Runs one exec request on a channel of its own. Never rejects. */
  exec(line: string, options: ExecOptions): Promise<ExecAnswer>;
  /**
   * Calls `listener` once when the connection stopped being `open`; at once if it has. Commands that run on one that
   * takes no more go on to their end; it closes by itself after the last. Returns the way to stop listening.
   */
  onClose(listener: (reason: Failure) => void): () => void;
  /** Ends the connection and resolves when the socket is gone. Idempotent. */
  close(): Promise<void>;
}

export interface DialOptions {
  readonly signal: AbortSignal;
  /** Called once when a handshake slot was granted and the dial begins; before that we only waited in our own queue. */
  readonly onStart: () => void;
  /** Called at most once, when the encrypted connection stands and the login begins. */
  readonly onConnected?: (() => void) | undefined;
}

export type DialAnswer =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly failure: Failure };

/** Opens connections. Bounds handshakes in flight; the connect deadline starts when the slot is granted. */
export interface Dialer {
  /** Never rejects for anything a device or a network can do; an abort answers with its reason as the failure. */
  dial(device: Device, options: DialOptions): Promise<DialAnswer>;
}
