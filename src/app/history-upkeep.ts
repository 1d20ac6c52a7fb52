import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { createSnapshotStore } from '../history/create-snapshot-store.ts';
import { planPruner } from '../history/prune-plans.ts';
import { runPruner } from '../history/prune-runs.ts';
import type { Owner } from '../model/event.ts';
import type { Prune } from '../model/prune.ts';
import type { Settings } from '../model/settings.ts';
import type { SnapshotCommand, SnapshotStore } from '../model/snapshot.ts';
import { patternComplaint } from '../result/line-pattern.ts';
import { readCommandsFile } from '../settings/read-commands-file.ts';
import { type BackgroundPruner, createBackgroundPruner } from './background-pruner.ts';

/** The snapshots of the state folder, and the files they are taken with. */
export interface Snapshots extends SnapshotStore {
  /** Throws `bad_request` naming file, line, key and what was expected. */
  readCommands(path: string): readonly SnapshotCommand[];
}

/** What of the history stays, and for how long. */
export interface HistoryUpkeep {
  readonly snapshots: Snapshots;
  readonly prune: Prune;
  readonly background: BackgroundPruner;
}

export interface HistoryUpkeepParts {
  readonly home: string;
  readonly settings: Pick<Settings, 'history_days' | 'history_bytes'>;
  readonly ownerAlive: (owner: Owner) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

const dayMs = 86_400_000;

export function createHistoryUpkeep({ home, settings, ownerAlive, clock, logger }: HistoryUpkeepParts): HistoryUpkeep {
  const snapshots = createSnapshotStore({ home });
  const pruneRuns = runPruner({ home, snapshots, ownerAlive, clock });
  const prunePlans = planPruner({ home, ownerAlive, clock });
  const prune: Prune = async (asked, options) => {
    const report = await pruneRuns(asked, options);
    const tooOld = asked.olderThanMs === null ? 0 : clock.now() - asked.olderThanMs;
    // Where runs went because they took too much, the plans of their time go too.
    const last = report.removed.at(-1);
    const problems = await prunePlans(Math.max(tooOld, last === undefined ? 0 : Date.parse(last.startTime)), options);
    return { ...report, problems: [...report.problems, ...problems] };
  };
  const { history_days, history_bytes } = settings;
  const limits = { olderThanMs: history_days === null ? null : history_days * dayMs, maxBytes: history_bytes };
  return {
    snapshots: { ...snapshots, readCommands: (path) => readCommandsFile(path, patternComplaint) },
    prune,
    background: createBackgroundPruner({ prune, limits, clock, logger }),
  };
}
