import type { Clock } from './clock.ts';
import { RollcallError } from './rollcall-error.ts';

/** The reason of an aborted signal as a RollcallError; a foreign reason (an MCP client's cancel) is `cancelled`. */
export function abortReason(signal: AbortSignal): RollcallError {
  const reason: unknown = signal.reason;
  if (reason instanceof RollcallError) return reason;
  return new RollcallError('cancelled', 'cancelled', { cause: reason });
}

/** Runs `listener` once on abort, at once if that has happened; returns the way to stop listening. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    listener();
    return () => {};
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}

/** `promise`, or a rejection with the signal's reason as soon as it aborts. The promise itself goes on unobserved. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(abortReason(signal)));
    promise.then(resolve, reject).finally(stop);
  });
}

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts. Leaves no timer. */
export function pause(delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortReason(signal));
    const timer = clock.after(delayMs, () => {
      stop();
      resolve();
    });
    const stop = onAbort(signal, () => {
      timer.cancel();
      reject(abortReason(signal));
    });
  });
}

export interface Deadline {
  /** Aborts with the parent's reason, or with the deadline's error, whichever comes first. */
  readonly signal: AbortSignal;
  /** Ends the timer and the link to the parent. Always call it. */
  clear(): void;
}

/** A signal that follows `parent` and also ends after `delayMs` with the error that `expired` makes. */
export function startDeadline(
  parent: AbortSignal,
  delayMs: number,
  clock: Clock,
  expired: () => RollcallError,
): Deadline {
  const controller = new AbortController();
  const timer = clock.after(delayMs, () => controller.abort(expired()));
  const unlink = onAbort(parent, () => controller.abort(abortReason(parent)));
  return {
    signal: controller.signal,
    clear() {
      timer.cancel();
      unlink();
    },
  };
}
