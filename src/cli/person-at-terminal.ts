import { createInterface } from 'node:readline';
import { abortReason } from '../base/abort.ts';
import { watchEnter } from './watch-enter.ts';

/** The person in front of the terminal, if there is one. */
export interface Person {
  /** Whether both what they type and what they are shown is a terminal: a pipe is nobody. */
  readonly canBeAsked: boolean;
  /** One line as typed, without its end; empty at the end of input (Ctrl-D). Throws the abort's reason. */
  readLine(prompt: string, signal: AbortSignal): Promise<string>;
  /** Calls back on each Enter until it is stopped, which the answer does. Not while a line is read. */
  onEnter(listener: () => void): () => void;
}

export const personAtTerminal = (): Person => ({
  canBeAsked: process.stdin.isTTY === true && process.stderr.isTTY === true,
  readLine(prompt, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortReason(signal));
      // The terminal's own line editing: Ctrl-C stays a signal.
      const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
      let typed = '';
      const abort = (): void => {
        lines.removeAllListeners('close');
        lines.close();
        reject(abortReason(signal));
      };
      signal.addEventListener('abort', abort, { once: true });
      lines.once('line', (line) => {
        typed = line;
        lines.close();
      });
      lines.once('close', () => {
        signal.removeEventListener('abort', abort);
        resolve(typed);
      });
      process.stderr.write(prompt);
    });
  },
  onEnter: (listener) => watchEnter(listener),
});
