import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
  type Variables,
} from '@modelcontextprotocol/server';
import type { Rollcall } from '../app/rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Caller } from '../model/caller.ts';
import { countedDevices } from '../present/counted-devices.ts';
import { printableLine } from '../present/printable.ts';
import { completions } from './completions.ts';
import { errorText } from './error-answer.ts';
import { runUri } from './run-uri.ts';
import type { Tool, ToolDependencies } from './tool.ts';
import { toolCallOf } from './tool-call-of.ts';
import { getRun } from './tools/get-run.ts';
import { listDevices } from './tools/list-devices.ts';

/** As many runs as a client shows in its list; older ones are found with list_runs, or by their id. */
const listedRuns = 20;

/** What a client can attach to a conversation by itself. Each is read through the tool that gives the same, so limits are the same. */
export function registerResources(server: McpServer, dependencies: ToolDependencies, surface: Caller['surface']): void {
  const { rollcall, settings } = dependencies;
  const readRun = getRun(settings);
  const { runIds, devicesOfRun } = completions(rollcall);
  const json = { mimeType: 'application/json' } as const;

  const answer = async (tool: Tool, args: unknown, uri: URL, ctx: ServerContext) => {
    try {
      const answered = await tool.call(args, toolCallOf(server.server, ctx, dependencies, surface));
      if ('question' in answered) throw new RollcallError('defect', 'a resource asked a question');
      await rollcall.flushed();
      return answered;
    } catch (thrown) {
      const error = RollcallError.from(thrown);
      throw error.code === 'defect' ? error : new ResourceNotFoundError(uri.href, errorText(error));
    }
  };
  const asJson = async (tool: Tool, args: unknown, uri: URL, ctx: ServerContext): Promise<ReadResourceResult> => {
    const { document } = await answer(tool, args, uri, ctx);
    return { contents: [{ uri: uri.href, ...json, text: JSON.stringify(document) }] };
  };

  server.registerResource(
    'inventory',
    'rollcall://inventory',
    {
      title: 'Inventory',
      description: 'The devices with their platforms, groups and tags, as list_devices gives them.',
      ...json,
    },
    (uri, ctx) => asJson(listDevices, {}, uri, ctx),
  );
  server.registerResource(
    'run',
    new ResourceTemplate('rollcall://runs/{run_id}', {
      list: async () => ({ resources: await newestRuns(rollcall) }),
      complete: { run_id: runIds },
    }),
    { title: 'Run', description: 'The folded account of a run, as get_run gives it.', ...json },
    (uri, { run_id }, ctx) => asJson(readRun, { run_id: decoded(run_id), wait_s: 0 }, uri, ctx),
  );
  server.registerResource(
    'run of a device',
    new ResourceTemplate('rollcall://runs/{run_id}/{device}', {
      list: undefined,
      complete: { run_id: runIds, device: devicesOfRun },
    }),
    { title: 'Answers of one device', description: 'What one device answered in a run.', mimeType: 'text/plain' },
    async (uri, { run_id, device }, ctx): Promise<ReadResourceResult> => {
      const args = { run_id: decoded(run_id), devices: JSON.stringify(decoded(device)), view: 'per_device', wait_s: 0 };
      const { text } = await answer(readRun, args, uri, ctx);
      return { contents: [{ uri: uri.href, mimeType: 'text/plain', text }] };
    },
  );
}

async function newestRuns(rollcall: Rollcall) {
  const { entries } = await rollcall.listRuns({ limit: listedRuns });
  return entries.map(({ runId, startTime, state, commands, deviceCount }) => ({
    uri: runUri(runId),
    name: runId,
    title: printableLine(`${commands.join('; ').slice(0, 80)} on ${countedDevices(deviceCount)}`),
    description: `${state}, started ${startTime}`,
    mimeType: 'application/json',
  }));
}

/** A part of a URI as it was before it was encoded; what is wrongly encoded is taken as it stands. */
function decoded(part: Variables[string] | undefined): string {
  const text = [part ?? ''].flat().join('/');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
