import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/is-system-error.ts';
import type { Owner } from '../model/event.ts';
import type { PruneOptions } from '../model/prune.ts';
import { planListingOf } from './create-plan-history.ts';
import { isRunId, runIdTime } from './run-id.ts';

/** As for runs: what was written within the last hour stays, and what has no end for a day. */
const recentMs = 3_600_000;
const unendedMs = 86_400_000;

/** A plan on its way out has this name in front, so that nobody takes it for a plan any more. */
const leaving = '.pruned-';

export interface PlanPruneParts {
  readonly home: string;
  readonly ownerAlive: (owner: Owner) => boolean;
  readonly clock: Clock;
}

/** Removes plans begun before this instant (epoch ms). Gives what could not be read or removed, in words. */
export type PlanPruner = (before: number, options: PruneOptions) => Promise<readonly string[]>;

/** A plan goes when its runs are too old to stay: without them there is little left of it. */
export function planPruner({ home, ownerAlive, clock }: PlanPruneParts): PlanPruner {
  const folder = join(home, 'plans');

  return async (before, { dryRun, signal }) => {
    const problems: string[] = [];
    if (dryRun) return problems;
    for (const name of (await namesIn(folder, problems)).sort()) {
      if (signal.aborted) break;
      try {
        if (name.startsWith(leaving)) await rm(join(folder, name), { recursive: true, force: true });
        else if (isRunId(name) && runIdTime(name) < before && (await isOver(name))) await remove(name);
      } catch (thrown) {
        // Another process was quicker.
        if (!isSystemError(thrown, 'ENOENT'))
          problems.push(`${join(folder, name)} is left alone: ${messageOf(thrown)}`);
      }
    }
    return problems;
  };

  async function isOver(planId: string): Promise<boolean> {
    const path = join(folder, planId, 'events.jsonl');
    const age = clock.now() - (await stat(path)).mtimeMs;
    if (age < recentMs) return false;
    const { started, ended } = await planListingOf(planId, path);
    return ended !== null || (!ownerAlive(started.owner) && age >= unendedMs);
  }

  async function remove(planId: string): Promise<void> {
    const aside = join(folder, `${leaving}${planId}-${randomUUID()}`);
    await rename(join(folder, planId), aside);
    await rm(aside, { recursive: true, force: true });
  }
}

async function namesIn(folder: string, problems: string[]): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (!isSystemError(thrown, 'ENOENT')) problems.push(`${folder} cannot be listed: ${messageOf(thrown)}`);
    return [];
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
