import { join } from 'node:path';
import type { Logger } from '../base/logger.ts';
import { fromLine } from './event-line.ts';
import { fileLines, lastFileLine } from './file-lines.ts';
import { namesIn } from './names-in.ts';
import type { RunListing } from './run-history.ts';
import { isRunId, runIdTime } from './run-id.ts';

/** A `run-finished` line has about 80 bytes. */
export const maxEndBytes = 1_024;

/** Newest first: a ULID begins with its time. Of each log only the beginning and the end are read. */
export async function listRuns(runs: string, limit: number, logger: Logger): Promise<readonly RunListing[]> {
  const listings: RunListing[] = [];
  if (limit === 0) return listings;
  for await (const listing of newestRuns(runs, 0, logger)) {
    listings.push(listing);
    if (listings.length >= limit) break;
  }
  return listings;
}

/** Those begun since then, newest first, each read when it is asked for. */
export async function* newestRuns(runs: string, since: number, logger: Logger): AsyncGenerator<RunListing> {
  const runIds = (await namesIn(runs)).filter((name) => isRunId(name) && runIdTime(name) >= since);
  for (const runId of runIds.sort().reverse()) {
    const path = join(runs, runId, 'events.jsonl');
    try {
      yield await listingOf(runId, path);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      logger.warn({ path, why }, 'a run that cannot be read is left out of the list');
    }
  }
}

/** Of one log only the beginning and the end. Throws where it does not begin as a log does. */
export async function listingOf(runId: string, path: string): Promise<RunListing> {
  const started = await firstEvent(path);
  if (started?.type !== 'run-started') throw new Error('it does not begin with run-started');
  const last = fromLine(await lastFileLine(path, maxEndBytes));
  return { runId, started, ended: last?.type === 'run-finished' ? last.state : null };
}

async function firstEvent(path: string): Promise<ReturnType<typeof fromLine>> {
  for await (const { text } of fileLines(path)) return fromLine(text);
  return undefined;
}
