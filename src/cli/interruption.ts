import { setMaxListeners } from 'node:events';
import { RollcallError } from '../base/rollcall-error.ts';
import type { ProcessParts } from './cli-parts.ts';
import { report } from './report.ts';

export interface Interruption {
  /** Aborts at the first Ctrl-C (SIGINT, SIGTERM or SIGHUP). */
  readonly signal: AbortSignal;
  /** Stops listening. */
  close(): void;
}

export interface InterruptOptions {
  /** Whether the first one is told on standard error; default true. */
  readonly announce?: boolean;
  /** Before the first is told. */
  readonly onFirst?: () => void;
  /** Before the second ends the process. */
  readonly onSecond?: () => void;
}

/** The first Ctrl-C asks for an orderly end; the second ends the process at once with status 130. */
export function watchInterrupts(
  parts: Pick<ProcessParts, 'onInterrupt' | 'exitNow' | 'stderr'>,
  { announce = true, onFirst, onSecond }: InterruptOptions = {},
): Interruption {
  const controller = new AbortController();
  // Every device that is worked on listens; Node.js takes more than 10 listeners for a leak.
  setMaxListeners(0, controller.signal);
  const close = parts.onInterrupt(() => {
    if (controller.signal.aborted) {
      onSecond?.();
      parts.exitNow(130);
      return;
    }
    onFirst?.();
    if (announce) report(parts.stderr, 'cancelling; press Ctrl-C again to end at once');
    controller.abort(new RollcallError('cancelled', 'cancelled at the terminal'));
  });
  return { signal: controller.signal, close };
}
