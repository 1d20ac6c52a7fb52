import { McpServer, type McpServerFactory } from '@modelcontextprotocol/server';
import type { Caller } from '../model/caller.ts';
import { allTools } from './all-tools.ts';
import { instructions } from './instructions.ts';
import { registerPrompts } from './register-prompts.ts';
import { registerResources } from './register-resources.ts';
import { registerTasks } from './register-tasks.ts';
import { registerTool } from './register-tool.ts';
import { rollcallOf } from './rollcall-of.ts';
import { tasksExtension } from './takes-tasks.ts';
import type { ToolDependencies } from './tool.ts';
import { watchRuns } from './watch-runs.ts';

export interface McpFactoryOptions extends ToolDependencies {
  /** rollcall's own version, as told to clients. */
  readonly version: string;
  /** How clients reach it, for the audit log. */
  readonly surface: Caller['surface'];
}

/** Makes a server per connection (stdio), session (older HTTP) or request (2026-07-28 HTTP); all share one Rollcall, each within what its caller's token allows. */
export function createMcpFactory(options: McpFactoryOptions): McpServerFactory {
  const { version, surface, ...dependencies } = options;
  const tools = allTools(dependencies.settings);
  return ({ authInfo, era }) => {
    const own = rollcallOf(authInfo, dependencies.rollcall, surface);
    const server = new McpServer(
      { name: 'rollcall', title: 'rollcall', version },
      {
        instructions,
        capabilities: {
          tools: { listChanged: false },
          resources: { listChanged: false, subscribe: true },
          prompts: { listChanged: false },
          completions: {},
          ...(era === 'modern' && { extensions: { [tasksExtension]: {} } }),
        },
      },
    );
    const parts = { ...dependencies, rollcall: own };
    for (const tool of tools) registerTool(server, tool, parts, surface);
    registerResources(server, parts, surface);
    registerPrompts(server, own);
    watchRuns(server, own, era, surface);
    if (era === 'modern') registerTasks(server, parts, surface);
    return server;
  };
}
