import { abortReason, type Deadline, onAbort } from './abort.ts';
import type { Clock, Timer } from './clock.ts';
import type { RollcallError } from './rollcall-error.ts';

export interface PausableDeadline extends Deadline {
  /** Stops the time; the parent's abort still counts. Idempotent. */
  pause(): void;
  /** Lets the rest of the time run. Idempotent. */
  resume(): void;
}

/** A deadline whose time can be stopped, for waiting that is not the other side's fault. */
export function startPausableDeadline(
  parent: AbortSignal,
  delayMs: number,
  clock: Clock,
  expired: () => RollcallError,
): PausableDeadline {
  const controller = new AbortController();
  let leftMs = delayMs;
  let startedAt = 0;
  let timer: Timer | null = null;
  let cleared = false;

  const pause = (): void => {
    if (timer === null) return;
    timer.cancel();
    timer = null;
    leftMs = Math.max(0, leftMs - (clock.now() - startedAt));
  };
  const resume = (): void => {
    if (timer !== null || cleared) return;
    startedAt = clock.now();
    timer = clock.after(leftMs, () => controller.abort(expired()));
  };
  resume();
  const unlink = onAbort(parent, () => controller.abort(abortReason(parent)));
  return {
    signal: controller.signal,
    pause,
    resume,
    clear() {
      cleared = true;
      timer?.cancel();
      unlink();
    },
  };
}
