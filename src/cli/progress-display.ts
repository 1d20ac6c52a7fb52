import type { ActiveRun } from '../app/rollcall.ts';
import { pendingText } from '../present/pending-text.ts';
import { RunTally } from '../present/run-tally.ts';
import type { CliParts } from './cli-parts.ts';
import { createLiveLine, type LiveLine } from './live-line.ts';

export interface ProgressDisplay {
  /** Shows this run's live line until `close()`. */
  follow(run: ActiveRun): void;
  /** Makes room for other text on standard error. */
  clear(): void;
  /** Takes the line away. Idempotent; another run may be followed after it. */
  close(): void;
}

type DisplayParts = Pick<CliParts, 'stdout' | 'stderr' | 'clock' | 'person'>;

/**
 * The live line where standard error is a terminal, nothing where it is not. On Enter what is pending is told, where all
 * of it is a terminal: the keys may be meant for who reads the answer (`| less`).
 */
export function createProgressDisplay(parts: DisplayParts): ProgressDisplay {
  const { stdout, stderr, clock } = parts;
  let line: LiveLine | null = null;
  let unsubscribe = (): void => {};
  let stopEnter = (): void => {};
  return {
    follow(run) {
      if (!stderr.isTerminal) return;
      const tally = new RunTally(run.view);
      unsubscribe = run.subscribe((event) => tally.take(event));
      const shown = createLiveLine(stderr, clock, tally);
      line = shown;
      if (!stdout.isTerminal || !parts.person.canBeAsked) return;
      stopEnter = parts.person.onEnter(() => {
        shown.clearAbove();
        stderr.write(pendingText(run.view, stderr.columns));
      });
    },
    clear: () => line?.clear(),
    close() {
      unsubscribe();
      stopEnter();
      line?.close();
      line = null;
    },
  };
}
