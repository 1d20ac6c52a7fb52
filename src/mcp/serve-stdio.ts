import type { Readable, Writable } from 'node:stream';
import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { OpenRequests } from './open-requests.ts';
import type { McpServing } from './serving.ts';

export interface StdioServingOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Default: the process's own. Nothing but frames is ever written to the output. */
  readonly input?: Readable;
  readonly output?: Writable;
}

/**
 * Serves one client over stdio, in whichever protocol era it opens. Ends when the client closes its end (MCP,
 * basic/transports, stdio shutdown), and what it was waiting for is cancelled then; a line that is no JSON is skipped, and
 * one that is no JSON-RPC message logged.
 */
export async function serveMcpStdio(factory: McpServerFactory, options: StdioServingOptions): Promise<McpServing> {
  const { logger, clock, input, output } = options;
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(factory, {
    transport,
    onerror: (error) => logger.warn({ err: error }, 'stdio: a message could not be handled'),
  });
  const requests = openRequests(transport);
  const ended = new Promise<void>((resolve) => {
    const closeServer = transport.onclose;
    transport.onclose = () => {
      closeServer?.();
      requests.clear();
      resolve();
    };
  });
  return {
    ended,
    answered: (withinMs) => requests.none(withinMs, clock),
    async close() {
      await handle.close();
      await ended;
    },
  };
}

function openRequests(transport: StdioServerTransport): OpenRequests {
  const requests = new OpenRequests();
  const { onmessage } = transport;
  transport.onmessage = (message) => {
    if (isJSONRPCRequest(message)) requests.add(message.id);
    onmessage?.(message);
  };
  const send = transport.send.bind(transport);
  transport.send = async (message) => {
    try {
      await send(message);
    } finally {
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) requests.done(message.id);
    }
  };
  return requests;
}
