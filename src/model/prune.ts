/** Which runs may go. Both null: none. */
export interface PruneLimits {
  /** Runs begun longer ago than this. */
  readonly olderThanMs: number | null;
  /** All runs together take at most this; the oldest go first. */
  readonly maxBytes: number | null;
}

export interface PrunedRun {
  readonly runId: string;
  /** ISO 8601. */
  readonly startTime: string;
  readonly bytes: number;
}

export interface PruneReport {
  /** All runs there were. */
  readonly runs: number;
  readonly bytes: number;
  /** Removed, or in a dry run what would be; oldest first. */
  readonly removed: readonly PrunedRun[];
  /** Runs that the limits would remove and that stay: those of snapshots, and those that go on or have just ended. */
  readonly kept: { readonly snapshots: number; readonly recent: number };
  /** What could not be read or removed, in words. */
  readonly problems: readonly string[];
}

export interface PruneOptions {
  /** Removes nothing. */
  readonly dryRun: boolean;
  /** Stops between two runs. */
  readonly signal: AbortSignal;
}

/** Removes runs from the history. Throws `history_failed` where it cannot tell which runs snapshots need. */
export type Prune = (limits: PruneLimits, options: PruneOptions) => Promise<PruneReport>;
