import { TextDecoder } from 'node:util';
import type { ByteBudget } from '../base/byte-budget.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Redactor } from '../redact/redaction.ts';
import type { OutputStream } from '../transport/connection.ts';

export interface CollectorOptions {
  /** Bytes taken from both streams together. */
  readonly limitBytes: number;
  /** What all commands of the run may take together. */
  readonly runBudget: ByteBudget;
  readonly clock: Clock;
  /** One for each stream: what it lets through is all that is handed on. */
  readonly newRedactor: () => Redactor;
  /** Decoded text without its secrets, in the order it came. */
  readonly onText: (stream: OutputStream, text: string) => void;
  /** The same text with its secrets. */
  readonly onClearText?: ((stream: OutputStream, text: string) => void) | undefined;
  /** Called once when more came than may be taken; `limit` says which bound that was. */
  readonly onLimit: (limit: 'command' | 'run') => void;
}

/** Text is handed on in pieces of about this size, or after the delay, so that a dripping device makes few events. */
const pieceChars = 32_768;
const pieceDelayMs = 200;

/** The platform rules look at the first lines only. */
const headChars = 8_192;

interface StreamState {
  readonly decoder: TextDecoder;
  readonly redactor: Redactor;
  waiting: string;
  head: string;
}

const newStream = (redactor: Redactor): StreamState => ({
  redactor,
  // ignoreBOM keeps a byte order mark: an answer is handed on as it came.
  decoder: new TextDecoder('utf-8', { ignoreBOM: true }),
  waiting: '',
  head: '',
});

/** Turns the bytes of one command into text without secrets: UTF-8 across chunk borders, up to a cap. */
export class OutputCollector {
  readonly #options: CollectorOptions;
  readonly #streams: Readonly<Record<OutputStream, StreamState>>;
  #takenBytes = 0;
  #full = false;
  #timer: Timer | null = null;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#streams = { stdout: newStream(options.newRedactor()), stderr: newStream(options.newRedactor()) };
  }

  take(stream: OutputStream, bytes: Uint8Array): void {
    if (this.#full) return;
    const room = this.#options.limitBytes - this.#takenBytes;
    const wanted = Math.min(bytes.length, room);
    const granted = this.#options.runBudget.take(wanted);
    const taken = granted < bytes.length ? bytes.subarray(0, granted) : bytes;
    this.#takenBytes += granted;
    this.#decoded(stream, this.#streams[stream].decoder.decode(taken, { stream: true }));
    if (granted < bytes.length) {
      this.#full = true;
      this.#options.onLimit(granted < wanted ? 'run' : 'command');
    }
  }

  /** Hands on what waits, an unfinished character as U+FFFD, and stops the timer. Returns the start of each stream. */
  finish(): Readonly<Record<OutputStream, string>> {
    const { stdout, stderr } = this.#streams;
    for (const stream of ['stdout', 'stderr'] as const) {
      const { decoder, redactor } = this.#streams[stream];
      this.#decoded(stream, decoder.decode());
      this.#add(stream, redactor.finish());
    }
    this.#flush();
    return { stdout: stdout.head, stderr: stderr.head };
  }

  #decoded(stream: OutputStream, text: string): void {
    if (text !== '') this.#options.onClearText?.(stream, text);
    this.#add(stream, this.#streams[stream].redactor.take(text));
  }

  #add(stream: OutputStream, text: string): void {
    if (text === '') return;
    const state = this.#streams[stream];
    // One piece never mixes the streams' order: what waits on the other one goes first.
    const other = stream === 'stdout' ? 'stderr' : 'stdout';
    if (this.#streams[other].waiting !== '') this.#flush();
    state.waiting += text;
    if (state.head.length < headChars) state.head += text.slice(0, headChars - state.head.length);
    if (state.waiting.length >= pieceChars) this.#flush();
    else this.#timer ??= this.#options.clock.after(pieceDelayMs, () => this.#flush());
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const stream of ['stdout', 'stderr'] as const) {
      const state = this.#streams[stream];
      if (state.waiting === '') continue;
      const text = state.waiting;
      state.waiting = '';
      this.#options.onText(stream, text);
    }
  }
}
