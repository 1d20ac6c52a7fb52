import { CLIENT_CAPABILITIES_META_KEY, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The MCP tasks extension (SEP-2663). */
export const tasksExtension = 'io.modelcontextprotocol/tasks';

const envelopeSchema = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({ extensions: z.object({ [tasksExtension]: z.object({}) }) }),
});

/** Whether the client says, with this very request, that it takes a task in the place of an answer. None before 2026-07-28 can. */
export function takesTasks(ctx: ServerContext): boolean {
  return envelopeSchema.safeParse(ctx.mcpReq.envelope).success;
}
