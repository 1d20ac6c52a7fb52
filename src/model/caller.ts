import { z } from 'zod';

/** Who asked, as far as the surface knows. The operating system's user is that of the process, and added where it is recorded. */
export const callerSchema = z.object({
  surface: z.enum(['cli', 'mcp-stdio', 'mcp-http']),
  /** What an MCP client says of itself; it may say anything. */
  client: z.object({ name: z.string(), version: z.string() }).nullable(),
  /** Name of the access token; null where there are none. */
  token: z.string().nullable(),
});
export type Caller = z.infer<typeof callerSchema>;

/** Whoever types at the command line. */
export const cliCaller: Caller = { surface: 'cli', client: null, token: null };
