import type { ActiveRun } from '../app/rollcall.ts';
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

/** The live line where standard error is a terminal, nothing where it is not. */
export function createProgressDisplay({ stderr, clock }: Pick<CliParts, 'stderr' | 'clock'>): ProgressDisplay {
  let line: LiveLine | null = null;
  let unsubscribe = (): void => {};
  return {
    follow(run) {
      if (!stderr.isTerminal) return;
      const tally = new RunTally(run.view);
      unsubscribe = run.subscribe((event) => tally.take(event));
      line = createLiveLine(stderr, clock, tally);
    },
    clear: () => line?.clear(),
    close() {
      unsubscribe();
      line?.close();
      line = null;
    },
  };
}
