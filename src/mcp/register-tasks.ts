import {
  type McpServer,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Caller } from '../model/caller.ts';
import type { RunView } from '../result/run-view.ts';
import { callResult } from './call-result.ts';
import { takesTasks, tasksExtension } from './takes-tasks.ts';
import { readTaskId, type TaskReference } from './task-id.ts';
import { taskOfRun } from './task-of-run.ts';
import type { ToolDependencies } from './tool.ts';
import { toolCallOf } from './tool-call-of.ts';
import { getRun } from './tools/get-run.ts';

const paramsSchema = z.looseObject({ taskId: z.string() });

/**
 * The methods of the tasks extension, for clients of 2026-07-28 that declare it. A task is a run: it is read from the
 * same record, within what the caller may see, and its result is what get_run gives.
 */
export function registerTasks({ server }: McpServer, dependencies: ToolDependencies, surface: Caller['surface']): void {
  const { rollcall, clock, settings } = dependencies;
  const readRun = getRun(settings);
  const call = (ctx: ServerContext) => toolCallOf(server, ctx, dependencies, surface);

  async function found(taskId: string, ctx: ServerContext): Promise<TaskReference & { readonly view: RunView }> {
    if (!takesTasks(ctx)) {
      throw new MissingRequiredClientCapabilityError({
        requiredCapabilities: { extensions: { [tasksExtension]: {} } },
      });
    }
    const reference = readTaskId(taskId);
    if (reference === null) throw notFound();
    try {
      return { ...reference, view: await rollcall.readRun(reference.runId) };
    } catch (thrown) {
      throw RollcallError.from(thrown).code === 'unknown_run' ? notFound() : thrown;
    }
  }

  server.setRequestHandler('tasks/get', { params: paramsSchema }, async ({ taskId }, ctx) => {
    const { view, runId, answer } = await found(taskId, ctx);
    const task = taskOfRun(taskId, view, clock);
    if (task.status === 'failed') {
      const message = `the process that ran it ended before the run did; get_run with run_id ${runId} has what is known`;
      return { ...task, error: { code: ProtocolErrorCode.InternalError, message } };
    }
    if (task.status !== 'completed') return { ...task };
    const result = await callResult(readRun, { run_id: runId, wait_s: 0, ...answer }, call(ctx));
    return { ...task, result };
  });
  // Nobody is asked anything while a run goes on: what there is to approve was approved before it began.
  server.setRequestHandler('tasks/update', { params: paramsSchema }, async ({ taskId }, ctx) => {
    await found(taskId, ctx);
    return {};
  });
  server.setRequestHandler('tasks/cancel', { params: paramsSchema }, async ({ taskId }, ctx) => {
    const { runId } = await found(taskId, ctx);
    await rollcall.cancelRun(runId, call(ctx).caller);
    return {};
  });
}

const notFound = (): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InvalidParams, 'task not found: list_runs shows the runs there are');
