import { CLIENT_INFO_META_KEY, type Server, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Caller } from '../model/caller.ts';
import { printableLine } from '../present/printable.ts';

/** A client may call itself anything; this much of it is taken. */
const maxChars = 100;

/** The envelope of each request since 2026-07-28; the SDK leaves the client's own words out of its type. */
const envelopeSchema = z.object({ [CLIENT_INFO_META_KEY]: z.object({ name: z.string(), version: z.string() }) });

/** What the client says it is: since 2026-07-28 with each request, before that once, when its session began. */
export function clientOf(server: Server, ctx: ServerContext): Caller['client'] {
  const envelope = envelopeSchema.safeParse(ctx.mcpReq.envelope).data;
  const said = envelope?.[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
  return said === undefined ? null : { name: cut(said.name), version: cut(said.version) };
}

function cut(text: string): string {
  return printableLine(text).slice(0, maxChars);
}
