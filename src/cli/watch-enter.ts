import { createInterface, type Interface } from 'node:readline';
import { inForeground } from './in-foreground.ts';

/** What of the process is used. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  on(event: 'SIGCONT', listener: () => void): unknown;
  off(event: 'SIGCONT', listener: () => void): unknown;
}

/**
 * Calls back on each Enter that the person presses, until stopped. The terminal's own line editing stays, so that Ctrl-C
 * stays a signal. In the background it does not read, and a job can be moved (Ctrl-Z, `bg`, `fg`) at any time.
 */
export function watchEnter(
  onEnter: () => void,
  terminal: Terminal = process,
  isForeground: () => boolean = inForeground,
): () => void {
  let lines: Interface | null = null;
  const stop = (): void => {
    lines?.close();
    lines = null;
  };
  const look = (): void => {
    if (!isForeground()) stop();
    else lines ??= createInterface({ input: terminal.stdin, terminal: false }).on('line', onEnter);
  };
  terminal.on('SIGCONT', look);
  look();
  return () => {
    terminal.off('SIGCONT', look);
    stop();
  };
}
