import { onAbort } from '../base/abort.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Piece } from './junos/answer.ts';

/** Where pieces go: false from `write` means wait until `onceDrained` calls back. */
export interface Sink {
  write(text: string): boolean;
  onceDrained(listener: () => void): void;
}

/** Sends pieces at their times until they end (then calls `done` once) or the signal aborts (then nothing more). */
export function play(pieces: Iterable<Piece>, sink: Sink, clock: Clock, signal: AbortSignal, done: () => void): void {
  const iterator = pieces[Symbol.iterator]();
  let timer: Timer | undefined;
  const stop = onAbort(signal, () => timer?.cancel());
  const send = (text: string): void => {
    if (signal.aborted) return;
    if (text === '' || sink.write(text)) next();
    else sink.onceDrained(next);
  };
  const next = (): void => {
    if (signal.aborted) return;
    const step = iterator.next();
    if (step.done) {
      stop();
      done();
      return;
    }
    const { afterMs, text } = step.value;
    if (afterMs === 0) send(text);
    else timer = clock.after(afterMs, () => send(text));
  };
  next();
}
