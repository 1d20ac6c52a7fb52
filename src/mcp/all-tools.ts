import type { Tool, ToolSettings } from './tool.ts';
import { cancelRun } from './tools/cancel-run.ts';
import { compareRuns } from './tools/compare-runs.ts';
import { executeCommandBatch } from './tools/execute-command-batch.ts';
import { executePlan } from './tools/execute-plan.ts';
import { explainCommand } from './tools/explain-command.ts';
import { extendPlan } from './tools/extend-plan.ts';
import { getOutput } from './tools/get-output.ts';
import { getRun } from './tools/get-run.ts';
import { getStatus } from './tools/get-status.ts';
import { listDevices } from './tools/list-devices.ts';
import { listRuns } from './tools/list-runs.ts';

/** In the order in which clients list them. What they say of defaults is what these settings make them. */
export function allTools(settings: ToolSettings): readonly Tool[] {
  return [
    listDevices,
    executeCommandBatch(settings),
    getRun(settings),
    getOutput(settings),
    listRuns,
    compareRuns(settings),
    cancelRun,
    executePlan(settings),
    extendPlan(settings),
    explainCommand,
    getStatus,
  ];
}
