import type { Tool } from './tool.ts';
import { cancelRun } from './tools/cancel-run.ts';
import { executeCommandBatch } from './tools/execute-command-batch.ts';
import { getOutput } from './tools/get-output.ts';
import { getRun } from './tools/get-run.ts';
import { listDevices } from './tools/list-devices.ts';
import { listRuns } from './tools/list-runs.ts';

/** In the order in which clients list them. */
export const allTools: readonly Tool[] = [listDevices, executeCommandBatch, getRun, getOutput, listRuns, cancelRun];
