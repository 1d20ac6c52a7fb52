import type { Client } from 'ssh2';
import { abortReason, onAbort } from '../../base/abort.ts';
import type { Clock, Timer } from '../../base/clock.ts';
import { type Failure, failureFrom } from '../../model/failure.ts';
import type { ExecAnswer, ExecOptions, OutputStream } from '../connection.ts';
import {
  channelsTaken,
  closeDefied,
  closeIgnored,
  execRefused,
  execUnanswered,
  noChannel,
  openUnanswered,
  outputCut,
} from './exec-failure.ts';
import { onEof, openSession, requestExec, type SessionChannel } from './session-channel.ts';

/** How long the device's CHANNEL_CLOSE is waited for once its output and the exit status are there. */
const closeAfterEndMs = 1_000;

/** How long the device may take to confirm a channel that we closed. */
const confirmCloseMs = 5_000;

/** What may still come on a channel that we closed: the window (2 MiB) may be on its way, and as much again. */
const lateBytesMax = 4 * 1_024 * 1_024;

/** How long after a channel's close a refused open may be due to that channel. */
const settleMs = 1_000;

/** The connection as one of its commands needs it. */
export interface ExecHost {
  readonly client: Client;
  readonly clock: Clock;
  /** How long the device may take to answer a channel open. */
  readonly openTimeoutMs: number;
  /** Whether a command was given up on this connection before the device had ended it. */
  readonly gaveUp: boolean;
  /** When a channel of it was last closed, by the clock; null before the first. */
  readonly lastClosed: number | null;
  noteGivenUp(): void;
  noteOpened(): void;
  noteClosed(): void;
  /** The connection takes no more commands and closes after the last that runs. */
  retire(reason: Failure): void;
  /** Ends the connection now. */
  break(reason: Failure): void;
  /** Calls `listener` once when the connection itself ends. Returns the way to stop listening. */
  onLoss(listener: (reason: Failure) => void): () => void;
}

/** One command on one exec channel: opens it, sends the request, passes the output on, tells how it ended. */
export function runExec(host: ExecHost, line: string, options: ExecOptions): Promise<ExecAnswer> {
  const { signal } = options;
  if (signal.aborted) {
    return Promise.resolve({ ended: 'failed', written: false, failure: failureFrom(abortReason(signal)) });
  }
  return new Promise((resolve) => new ExecRun(host, line, options, resolve).start());
}

class ExecRun {
  readonly #host: ExecHost;
  readonly #line: string;
  readonly #options: ExecOptions;
  readonly #resolve: (answer: ExecAnswer) => void;
  #channel: SessionChannel | null = null;
  #answered = false;
  #written = false;
  #replied = false;
  #receivedAnything = false;
  #eof = false;
  #exit: { readonly status: number | null; readonly signal: string | null } | null = null;
  #loss: { readonly failure: Failure; readonly whole: boolean } | null = null;
  #streamsToEnd = 2;
  #streamsToClose = 2;
  #lateBytes = 0;
  /** What is waited for at present: the channel, its close after the end, or the confirmation of ours. */
  #timer: Timer | null = null;
  #stopSignal = (): void => {};
  #stopLoss = (): void => {};

  constructor(host: ExecHost, line: string, options: ExecOptions, resolve: (answer: ExecAnswer) => void) {
    this.#host = host;
    this.#line = line;
    this.#options = options;
    this.#resolve = resolve;
  }

  start(): void {
    const { signal } = this.#options;
    this.#stopSignal = onAbort(signal, () => this.#abort(failureFrom(abortReason(signal))));
    this.#stopLoss = this.#host.onLoss((reason) => {
      // What the device had closed before, or ended with an exit status, is whole: some drop the connection right after.
      const closed = this.#channel?.incoming.state === 'closed';
      this.#loss = { failure: reason, whole: closed || (this.#eof && this.#exit !== null) };
    });
    this.#askForChannel(1);
  }

  /** `repeats`: how often it may be asked for again. */
  #askForChannel(repeats: number): void {
    const { client, openTimeoutMs } = this.#host;
    // Runs on after an abort: a device that does not even answer this is gone.
    this.#wait(openTimeoutMs, () => this.#retire(openUnanswered(openTimeoutMs)));
    try {
      openSession(client, (error, opened) => {
        this.#wait(null);
        if (opened !== undefined) this.#open(opened);
        else if (repeats > 0 && this.#mayBeSettling()) this.#askForChannel(repeats - 1);
        else this.#notOpened(error?.reason);
      });
    } catch (thrown) {
      this.#over();
      this.#fail(failureFrom(thrown));
    }
  }

  /** OpenSSH counts a session that has just ended until it has dealt with all requests at hand, our next one too. */
  #mayBeSettling(): boolean {
    const { lastClosed, clock } = this.#host;
    return !this.#answered && this.#loss === null && lastClosed !== null && clock.now() - lastClosed < settleMs;
  }

  #notOpened(reason: unknown): void {
    this.#over();
    if (this.#loss !== null) this.#fail(this.#loss.failure);
    else if (this.#host.gaveUp) this.#retire(channelsTaken);
    else this.#fail(noChannel(reason));
  }

  #open(channel: SessionChannel): void {
    this.#channel = channel;
    this.#host.noteOpened();
    onEof(channel, () => {
      this.#eof = true;
    });
    const streams = [
      [channel, 'stdout'],
      [channel.stderr, 'stderr'],
    ] as const;
    for (const [stream, name] of streams) {
      stream
        .on('error', () => {})
        .on('data', (bytes: Buffer) => this.#take(name, bytes))
        .once('end', () => this.#streamEnded())
        .once('close', () => this.#streamClosed());
    }
    channel.once('exit', (status: unknown, signal: unknown) => {
      this.#exit = { status: typeof status === 'number' ? status : null, signal: signalName(signal) };
      this.#expectClose();
    });
    if (this.#answered) {
      this.#leave(channel);
      return;
    }
    this.#written = true;
    requestExec(this.#host.client, channel, this.#line, (accepted) => {
      this.#replied = accepted;
      if (accepted || channel.incoming.state === 'closed') return;
      this.#written = false;
      this.#fail(execRefused);
      this.#leave(channel);
    });
  }

  #take(stream: OutputStream, bytes: Buffer): void {
    this.#receivedAnything = true;
    if (this.#answered) {
      this.#lateBytes += bytes.length;
      if (this.#lateBytes > lateBytesMax) this.#host.break(closeDefied);
      return;
    }
    try {
      this.#options.onOutput(stream, bytes);
    } catch (thrown) {
      this.#abort(failureFrom(thrown));
    }
  }

  #streamEnded(): void {
    this.#streamsToEnd -= 1;
    this.#expectClose();
  }

  /** All is there but the device's close, which some never send. */
  #expectClose(): void {
    const channel = this.#channel;
    if (!this.#isWhole || this.#answered || channel === null || channel.incoming.state === 'closed') return;
    this.#wait(closeAfterEndMs, () => {
      this.#succeed();
      this.#leave(channel);
    });
  }

  get #isWhole(): boolean {
    return this.#eof && this.#streamsToEnd === 0 && this.#exit !== null;
  }

  #streamClosed(): void {
    this.#streamsToClose -= 1;
    if (this.#streamsToClose > 0) return;
    this.#host.noteClosed();
    this.#over();
    if (this.#loss !== null && !this.#loss.whole) this.#fail(this.#loss.failure);
    else if (!this.#replied && this.#exit === null && !this.#receivedAnything) this.#fail(execUnanswered);
    else if (!this.#eof && this.#exit === null) this.#fail(outputCut);
    else this.#succeed();
  }

  /** Gives the command up, or takes it as it is where only the device's close is missing. */
  #abort(reason: Failure): void {
    if (this.#isWhole) this.#succeed();
    else this.#fail(reason);
    if (this.#channel !== null) this.#leave(this.#channel);
  }

  #retire(reason: Failure): void {
    this.#fail(reason);
    this.#host.retire(reason);
  }

  /**
   * Closes the channel. OpenSSH lets a command run on after that until it writes, so it is told to end first.
   * Never throws: a channel of a connection that has just ended cannot be closed any more and need not be.
   */
  #leave(channel: SessionChannel): void {
    if (channel.incoming.state === 'closed') return;
    const runs = this.#written && this.#exit === null;
    if (runs) this.#host.noteGivenUp();
    try {
      if (runs) channel.signal('TERM');
      channel.close();
      this.#wait(confirmCloseMs, () => this.#host.retire(closeIgnored));
    } catch {
      // The connection is gone, and the channel with it.
    }
  }

  #succeed(): void {
    const { status, signal } = this.#exit ?? { status: null, signal: null };
    this.#answer({ ended: 'exit', exitStatus: status, signal });
  }

  #fail(reason: Failure): void {
    const status = this.#exit?.status ?? null;
    const failed = { ended: 'failed', written: this.#written, failure: reason } as const;
    this.#answer(status === null ? failed : { ...failed, exitStatus: status });
  }

  #answer(value: ExecAnswer): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#stopSignal();
    this.#resolve(value);
  }

  /** The channel is gone: nothing more is waited for. */
  #over(): void {
    this.#wait(null);
    this.#stopLoss();
  }

  /** One wait at a time; the next replaces it, null ends it. */
  #wait(delayMs: number | null, expired: () => void = () => {}): void {
    this.#timer?.cancel();
    this.#timer = delayMs === null ? null : this.#host.clock.after(delayMs, expired);
  }
}

/** `KILL` of ssh2's `SIGKILL`. The word comes from the device: anything but a name (RFC 4254 §6.10) is not repeated. */
function signalName(signal: unknown): string | null {
  if (typeof signal !== 'string') return null;
  return /^SIG([\w.@-]{1,40})$/.exec(signal)?.[1] ?? 'of unknown name';
}
