import {
  type CallToolResult,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { RollcallError } from '../base/rollcall-error.ts';
import type { Caller } from '../model/caller.ts';
import { errorText } from './error-answer.ts';
import { approvalKey } from './person-of.ts';
import type { Tool, ToolDependencies, ToolQuestion } from './tool.ts';
import { toolCallOf } from './tool-call-of.ts';

/** Puts a tool on a server. Whatever it throws becomes an `isError` result whose text says what to do next. */
export function registerTool(
  server: McpServer,
  tool: Tool,
  dependencies: ToolDependencies,
  surface: Caller['surface'],
): void {
  const { name, title, description, annotations, input, output } = tool;
  const config = { title, description, annotations, inputSchema: advertised(input), outputSchema: checked(output) };
  server.registerTool(name, config, async (args, ctx): Promise<CallToolResult | InputRequiredResult> => {
    try {
      const answer = await tool.call(args, toolCallOf(server, ctx, dependencies, surface));
      if ('question' in answer) return asked(answer);
      await dependencies.rollcall.flushed();
      const { text, document, failed } = answer;
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

/** Clients of the older protocol are asked by the SDK, which then comes back here as the newer ones do by themselves. */
function asked({ question, message }: ToolQuestion): InputRequiredResult {
  const requestedSchema = {
    type: 'object' as const,
    properties: {
      [approvalKey]: {
        type: 'string' as const,
        title: 'Approval',
        description: `To send exactly this, type: ${question.phrase}`,
      },
    },
    required: [approvalKey],
  };
  return inputRequired({
    inputRequests: { [approvalKey]: inputRequired.elicit({ message, requestedSchema }) },
    requestState: question.id,
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
