import { access, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/is-system-error.ts';
import type { Logger } from '../base/logger.ts';
import { makeFolder } from '../base/make-folder.ts';
import type { RunEvent } from '../model/event.ts';
import { CancelWatch } from './cancel-watch.ts';
import { historyFailed } from './history-failed.ts';
import { listingOf, listRuns, newestRuns } from './list-runs.ts';
import { readDeviceEvents } from './read-device-events.ts';
import { readDevicesEvents } from './read-devices-events.ts';
import { readEvents } from './read-events.ts';
import type { RunHistory, RunLog } from './run-history.ts';
import { isRunId, unknownRun } from './run-id.ts';
import { RunLogFile } from './run-log-file.ts';

export interface HistoryParts {
  /** `$ROLLCALL_HOME`; made (0700) with the first run. */
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A history and its open files and watches; `close()` ends them all. Several processes may share one home. */
export interface OpenRunHistory extends RunHistory {
  close(): Promise<void>;
}

export function createRunHistory({ home, clock, logger }: HistoryParts): OpenRunHistory {
  const runs = join(home, 'runs');
  const logs = new Set<RunLog>();
  const watches = new Set<CancelWatch>();

  const folderOf = (runId: string): string => {
    if (!isRunId(runId)) throw unknownRun(runId);
    return join(runs, runId);
  };
  const logOf = (runId: string): string => join(folderOf(runId), 'events.jsonl');
  const cancelOf = (runId: string): string => join(folderOf(runId), 'cancel');

  async function eventsOf(
    runId: string,
    readFrom: (path: string) => Promise<readonly RunEvent[]>,
  ): Promise<readonly RunEvent[]> {
    const path = logOf(runId);
    try {
      const events = await readFrom(path);
      if (events.length > 0) return events;
    } catch (thrown) {
      if (!isMissing(thrown)) throw historyFailed("the run's log cannot be read", thrown);
    }
    throw unknownRun(runId);
  }

  return {
    async open(runId) {
      const path = logOf(runId);
      const file = await makeLog(runs, folderOf(runId), path);
      const log = new RunLogFile(file, logger);
      logs.add(log);
      return {
        append: (event) => log.append(event),
        flushed: () => log.flushed(),
        close: () => log.close().finally(() => logs.delete(log)),
      };
    },

    read: (runId) => eventsOf(runId, (path) => readEvents(path, logger)),

    readDevice: (runId, device) => eventsOf(runId, (path) => readDeviceEvents(path, device, logger)),

    async readDevices(runId, devices) {
      const path = logOf(runId);
      try {
        return await readDevicesEvents(path, devices, logger);
      } catch (thrown) {
        throw isMissing(thrown) ? unknownRun(runId) : historyFailed("the run's log cannot be read", thrown);
      }
    },

    newest: (since) => newestRuns(runs, since, logger),

    async find(runId) {
      const path = logOf(runId);
      try {
        return await listingOf(runId, path);
      } catch (thrown) {
        throw isMissing(thrown) ? unknownRun(runId) : historyFailed("the run's log cannot be read", thrown);
      }
    },

    list: (limit) => listRuns(runs, limit, logger),

    async requestCancel(runId) {
      const [path, log] = [cancelOf(runId), logOf(runId)];
      try {
        await access(log);
        await writeFile(path, '', { mode: 0o600 });
      } catch (thrown) {
        throw isMissing(thrown) ? unknownRun(runId) : historyFailed('the cancel request cannot be left', thrown);
      }
    },

    watchCancel(runId, onRequest) {
      const watch = new CancelWatch(cancelOf(runId), clock, onRequest, () => watches.delete(watch));
      watches.add(watch);
      return watch;
    },

    async close() {
      for (const watch of watches) watch.close();
      await Promise.allSettled([...logs].map((log) => log.close()));
      logs.clear();
    },
  };
}

/** Exclusive: a folder that is there belongs to another run, and is never written to. */
export async function makeLog(runs: string, folder: string, path: string): ReturnType<typeof open> {
  try {
    await makeFolder(runs);
    await mkdir(folder, { mode: 0o700 });
    return await open(path, 'ax', 0o600);
  } catch (thrown) {
    throw historyFailed("the run's log cannot be made", thrown);
  }
}

export function isMissing(thrown: unknown): boolean {
  return isSystemError(thrown, 'ENOENT') || isSystemError(thrown, 'ENOTDIR');
}
