import type { Readable, Writable } from 'node:stream';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Logger } from '../base/logger.ts';
import type { McpServing } from './serving.ts';

export interface StdioServingOptions {
  readonly logger: Logger;
  /** Default: the process's own. Nothing but frames is ever written to the output. */
  readonly input?: Readable;
  readonly output?: Writable;
}

/**
 * Serves one client over stdio, in whichever protocol era it opens. Ends when the client closes its end
 * (MCP, basic/transports, stdio shutdown); a line that is no JSON is skipped, and one that is no JSON-RPC message logged.
 */
export async function serveMcpStdio(factory: McpServerFactory, options: StdioServingOptions): Promise<McpServing> {
  const { logger, input, output } = options;
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(factory, {
    transport,
    onerror: (error) => logger.warn({ err: error }, 'stdio: a message could not be handled'),
  });
  const ended = new Promise<void>((resolve) => {
    const closeServer = transport.onclose;
    transport.onclose = () => {
      closeServer?.();
      resolve();
    };
  });
  return {
    ended,
    async close() {
      await handle.close();
      await ended;
    },
  };
}
