import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { RollcallError } from '../base/rollcall-error.ts';
import { askedOfUser } from './asked-of-user.ts';
import { errorText } from './error-answer.ts';
import type { Tool, ToolCall } from './tool.ts';

/** What a tool answers, as the protocol has it. Whatever it throws becomes an `isError` result whose text says what to do next. */
export async function callResult(
  tool: Tool,
  args: unknown,
  call: ToolCall,
): Promise<CallToolResult | InputRequiredResult> {
  try {
    const answer = await tool.call(args, call);
    if ('question' in answer) return askedOfUser(answer);
    await call.rollcall.flushed();
    const { text, document, failed, task } = answer;
    return {
      content: [{ type: 'text', text }],
      structuredContent: document,
      ...(failed ? { isError: true } : {}),
      ...(task === undefined ? {} : { resultType: 'task', ...task }),
    };
  } catch (thrown) {
    const error = RollcallError.from(thrown);
    if (error.code === 'defect') call.logger.error({ tool: tool.name, err: thrown }, 'a tool call broke');
    return { content: [{ type: 'text', text: errorText(error) }], isError: true };
  }
}
