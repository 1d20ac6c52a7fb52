import type { McpServer, StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { Caller } from '../model/caller.ts';
import { callResult } from './call-result.ts';
import type { Tool, ToolDependencies } from './tool.ts';
import { toolCallOf } from './tool-call-of.ts';

/** Puts a tool on a server. */
export function registerTool(
  server: McpServer,
  tool: Tool,
  dependencies: ToolDependencies,
  surface: Caller['surface'],
): void {
  const { name, title, description, annotations, input, output } = tool;
  const config = { title, description, annotations, inputSchema: advertised(input), outputSchema: checked(output) };
  server.registerTool(name, config, (args, ctx) =>
    callResult(tool, args, toolCallOf(server.server, ctx, dependencies, surface)),
  );
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
