import type { Logger } from '../base/logger.ts';
import { type PlanEvent, planEventSchema } from '../model/plan-event.ts';
import { fileLines, lastFileLine } from './file-lines.ts';
import { historyFailed } from './history-failed.ts';
import { maxEndBytes } from './list-runs.ts';
import { type HistoryParts, isMissing, LogFolders } from './log-folders.ts';
import { namesIn } from './names-in.ts';
import type { PlanHistory, PlanListing } from './plan-history.ts';
import { isRunId } from './run-id.ts';

/** A history and its open files and watches; `close()` ends them all. Several processes may share one home. */
export interface OpenPlanHistory extends PlanHistory {
  close(): Promise<void>;
}

export function createPlanHistory(parts: HistoryParts): OpenPlanHistory {
  const { logger } = parts;
  const folders = new LogFolders<PlanEvent>('plans', parts);

  /** Only an id ever becomes part of a path. */
  async function ifThere<T>(planId: string, read: () => Promise<T>): Promise<T | null> {
    if (!isRunId(planId)) return null;
    try {
      return await read();
    } catch (thrown) {
      if (isMissing(thrown)) return null;
      throw historyFailed("the plan's log cannot be read", thrown);
    }
  }

  return {
    open: (planId) => folders.open(planId),

    read: (planId) => ifThere(planId, () => eventsOf(folders.logOf(planId), logger)),

    find: (planId) => ifThere(planId, () => planListingOf(planId, folders.logOf(planId))),

    async list(limit) {
      const listings: PlanListing[] = [];
      for (const planId of (await namesIn(folders.path)).filter(isRunId).sort().reverse()) {
        if (listings.length >= limit) break;
        try {
          listings.push(await planListingOf(planId, folders.logOf(planId)));
        } catch (thrown) {
          const why = thrown instanceof Error ? thrown.message : String(thrown);
          logger.warn({ plan: planId, why }, 'a plan that cannot be read is left out of the list');
        }
      }
      return listings;
    },

    async requestCancel(planId) {
      try {
        await folders.leaveCancel(planId);
      } catch (thrown) {
        throw historyFailed('the cancel request cannot be left', thrown);
      }
    },

    watchCancel: (planId, onRequest) => folders.watchCancel(planId, onRequest),

    close: () => folders.close(),
  };
}

async function eventsOf(path: string, logger: Logger): Promise<readonly PlanEvent[]> {
  const events: PlanEvent[] = [];
  let line = 0;
  for await (const { text, complete } of fileLines(path)) {
    line += 1;
    const event = fromLine(text);
    if (event !== undefined) events.push(event);
    else if (complete) logger.warn({ path, line }, 'a broken line of a plan log is left out');
  }
  return events;
}

/** Of one log only the beginning and the end. Throws where it does not begin as a log does. */
export async function planListingOf(planId: string, path: string): Promise<PlanListing> {
  const started = await firstEvent(path);
  if (started?.type !== 'plan-started') throw new Error('it does not begin with plan-started');
  const last = fromLine(await lastFileLine(path, maxEndBytes));
  return { planId, started, ended: last?.type === 'plan-finished' ? last.state : null };
}

async function firstEvent(path: string): Promise<PlanEvent | undefined> {
  for await (const { text } of fileLines(path)) return fromLine(text);
  return undefined;
}

/** The event a line holds; undefined when it is broken, or of a kind this version does not know. */
function fromLine(line: string): PlanEvent | undefined {
  try {
    return planEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
