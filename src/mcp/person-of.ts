import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The person at the client, as far as the protocol reaches them (MCP elicitation, form mode). */
export interface Person {
  /** Whether the client can put a question to its user. One that cannot is never taken to have agreed. */
  readonly canBeAsked: boolean;
  /** What they typed to the question that this call has led to; empty where they declined. Null: nothing was asked yet. */
  readonly answer: { readonly id: string; readonly typed: string } | null;
}

/** The name of the question and of its one field. */
export const approvalKey = 'approval';
const fieldSchema = z.object({ [approvalKey]: z.string().max(200) });

/** An empty `elicitation` means forms: modes came later. */
const capabilitiesSchema = z.object({
  elicitation: z.union([z.object({ form: z.object({}) }), z.strictObject({})]),
});

const envelopeSchema = z.object({ [CLIENT_CAPABILITIES_META_KEY]: z.unknown() });

export function personOf(server: Server, ctx: ServerContext): Person {
  // Since 2026-07-28 a client says with each request what it can do, before that once, when its session began.
  const { envelope } = ctx.mcpReq;
  const declared =
    envelope === undefined
      ? server.getClientCapabilities()
      : envelopeSchema.safeParse(envelope).data?.[CLIENT_CAPABILITIES_META_KEY];
  const canBeAsked = capabilitiesSchema.safeParse(declared).success;
  const id = ctx.mcpReq.requestState();
  if (typeof id !== 'string') return { canBeAsked, answer: null };
  const typed = acceptedContent(ctx.mcpReq.inputResponses, approvalKey, fieldSchema)?.[approvalKey] ?? '';
  return { canBeAsked, answer: { id, typed } };
}
