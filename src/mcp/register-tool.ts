import type { CallToolResult, McpServer, ServerContext, StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Caller } from '../model/caller.ts';
import { clientOf } from './client-of.ts';
import { errorText } from './error-answer.ts';
import type { Tool, ToolCall, ToolDependencies } from './tool.ts';

/** Puts a tool on a server. Whatever it throws becomes an `isError` result whose text says what to do next. */
export function registerTool(
  server: McpServer,
  tool: Tool,
  dependencies: ToolDependencies,
  surface: Caller['surface'],
): void {
  const { name, title, description, annotations, input, output } = tool;
  const config = { title, description, annotations, inputSchema: advertised(input), outputSchema: checked(output) };
  server.registerTool(name, config, async (args, ctx): Promise<CallToolResult> => {
    const caller = { surface, client: clientOf(server, ctx), token: ctx.http?.authInfo?.clientId ?? null };
    const call: ToolCall = { ...dependencies, caller, signal: ctx.mcpReq.signal, notify: progressSender(ctx) };
    try {
      const { text, document, failed } = await tool.call(args, call);
      return {
        content: [{ type: 'text', text }],
        structuredContent: document,
        ...(failed ? { isError: true } : {}),
      };
    } catch (thrown) {
      const error = RollcallError.from(thrown);
      if (error.code === 'defect') dependencies.logger.error({ tool: name, err: thrown }, 'a tool call broke');
      return { content: [{ type: 'text', text: errorText(error) }], isError: true };
    }
  });
}

/** Shows the schema to clients but lets every value pass: the tool checks, with better words than the SDK has. */
function advertised(schema: z.ZodObject): StandardSchemaWithJSON {
  const { jsonSchema } = schema['~standard'];
  return { '~standard': { version: 1, vendor: 'rollcall', validate: (value) => ({ value }), jsonSchema } };
}

/** An output schema without `additionalProperties: false`: fields may be added beside the present ones. */
function checked(schema: z.ZodObject): StandardSchemaWithJSON {
  const { jsonSchema, validate } = schema['~standard'];
  return {
    '~standard': {
      version: 1,
      vendor: 'rollcall',
      validate,
      jsonSchema: { input: jsonSchema.input, output: jsonSchema.input },
    },
  };
}

function progressSender(ctx: ServerContext): ToolCall['notify'] {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return null;
  return (note) => ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...note } });
}
