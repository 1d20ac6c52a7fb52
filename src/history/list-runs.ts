import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import type { Logger } from '../base/logger.ts';
import { fromLine } from './event-line.ts';
import { fileLines, lastFileLine } from './file-lines.ts';
import { historyFailed } from './history-failed.ts';
import type { RunListing } from './run-history.ts';
import { isRunId } from './run-id.ts';

/** A `run-finished` line has about 80 bytes. */
export const maxEndBytes = 1_024;

/** Newest first: a ULID begins with its time. Of each log only the beginning and the end are read. */
export async function listRuns(runs: string, limit: number, logger: Logger): Promise<readonly RunListing[]> {
  const runIds = (await namesIn(runs)).filter(isRunId).sort().reverse();
  const listings: RunListing[] = [];
  for (const runId of runIds) {
    if (listings.length >= limit) break;
    const path = join(runs, runId, 'events.jsonl');
    try {
      listings.push(await listingOf(runId, path));
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      logger.warn({ path, why }, 'a run that cannot be read is left out of the list');
    }
  }
  return listings;
}

async function namesIn(runs: string): Promise<readonly string[]> {
  try {
    return await readdir(runs);
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return [];
    throw historyFailed('the history cannot be listed', thrown);
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
