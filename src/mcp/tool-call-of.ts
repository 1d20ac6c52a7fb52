import type { Server, ServerContext } from '@modelcontextprotocol/server';
import type { Caller } from '../model/caller.ts';
import { clientOf } from './client-of.ts';
import { personOf } from './person-of.ts';
import { takesTasks } from './takes-tasks.ts';
import type { ToolCall, ToolDependencies } from './tool.ts';

/** What a request of the MCP SDK is to the tools, and to the resources that are read through them. */
export function toolCallOf(
  server: Server,
  ctx: ServerContext,
  dependencies: ToolDependencies,
  surface: Caller['surface'],
): ToolCall {
  const caller = { surface, client: clientOf(server, ctx), token: ctx.http?.authInfo?.clientId ?? null };
  const person = personOf(server, ctx);
  return {
    ...dependencies,
    caller,
    person,
    signal: ctx.mcpReq.signal,
    notify: progressSender(ctx),
    takesTasks: takesTasks(ctx),
  };
}

function progressSender(ctx: ServerContext): ToolCall['notify'] {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return null;
  return (note) => ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...note } });
}
