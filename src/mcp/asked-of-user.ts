import { type InputRequiredResult, inputRequired } from '@modelcontextprotocol/server';
import { approvalKey } from './person-of.ts';
import type { ToolQuestion } from './tool.ts';

/** Clients of the older protocol are asked by the SDK, which then comes back here as the newer ones do by themselves. */
export function askedOfUser({ question, message }: ToolQuestion): InputRequiredResult {
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
