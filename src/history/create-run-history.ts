import { access } from 'node:fs/promises';
import type { RunEvent } from '../model/event.ts';
import { historyFailed } from './history-failed.ts';
import { listingOf, listRuns, newestRuns } from './list-runs.ts';
import { type HistoryParts, isMissing, LogFolders } from './log-folders.ts';
import { readDeviceEvents } from './read-device-events.ts';
import { readDevicesEvents } from './read-devices-events.ts';
import { readEvents } from './read-events.ts';
import type { RunHistory } from './run-history.ts';
import { isRunId, unknownRun } from './run-id.ts';

/** A history and its open files and watches; `close()` ends them all. Several processes may share one home. */
export interface OpenRunHistory extends RunHistory {
  close(): Promise<void>;
}

export function createRunHistory(parts: HistoryParts): OpenRunHistory {
  const { logger } = parts;
  const folders = new LogFolders<RunEvent>('runs', parts);

  const checked = (runId: string): string => {
    if (!isRunId(runId)) throw unknownRun(runId);
    return runId;
  };
  const logOf = (runId: string): string => folders.logOf(checked(runId));

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
    open: async (runId) => folders.open(checked(runId)),

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

    newest: (since) => newestRuns(folders.path, since, logger),

    async find(runId) {
      const path = logOf(runId);
      try {
        return await listingOf(runId, path);
      } catch (thrown) {
        throw isMissing(thrown) ? unknownRun(runId) : historyFailed("the run's log cannot be read", thrown);
      }
    },

    list: (limit) => listRuns(folders.path, limit, logger),

    async requestCancel(runId) {
      const log = logOf(runId);
      try {
        await access(log);
        await folders.leaveCancel(runId);
      } catch (thrown) {
        throw isMissing(thrown) ? unknownRun(runId) : historyFailed('the cancel request cannot be left', thrown);
      }
    },

    watchCancel: (runId, onRequest) => folders.watchCancel(checked(runId), onRequest),

    close: () => folders.close(),
  };
}
