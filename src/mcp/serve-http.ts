import { createServer, type Server } from 'node:http';
import { createMcpExpressApp } from '@modelcontextprotocol/express';
import { toNodeHandler, toWebRequest } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import type { Request } from 'express';
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/is-system-error.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { httpErrorHandler, rpcCodes, sendHttpError } from './http-error.ts';
import { LegacySessions } from './legacy-sessions.ts';
import { loopbackAddress, urlHost } from './loopback.ts';
import type { McpServing } from './serving.ts';

export interface HttpServingOptions {
  /** A loopback address or `localhost`; any other is refused with `bad_request`. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Sessions of older clients at once. */
  readonly maxSessions?: number;
}

export interface HttpServing extends McpServing {
  /** Where clients connect. */
  readonly url: string;
}

const path = '/mcp';

const methods: readonly string[] = ['GET', 'POST', 'DELETE'];

/** 4 MiB, the MCP SDK's own bound; Express's default of 100 kB is less than a long list of devices. */
const bodyLimit = '4mb';

/**
 * Serves both protocol eras on one path: 2026-07-28 requests each stand alone, older clients get a session.
 * Host and Origin are checked, or any web page could reach the port through DNS rebinding.
 */
export async function serveMcpHttp(factory: McpServerFactory, options: HttpServingOptions): Promise<HttpServing> {
  const { logger, port } = options;
  const address = loopbackAddress(options.host);
  const modern = createMcpHandler(factory, {
    legacy: 'reject',
    onerror: (error) => logger.debug({ err: error }, 'http: a request was refused'),
  });
  const serveModern = toNodeHandler(modern, {
    onerror: (error) => logger.warn({ err: error }, 'http: a request broke'),
  });
  const sessions = new LegacySessions(factory, options);

  const app = createMcpExpressApp({
    host: address,
    allowedHosts: [...localhostAllowedHostnames(), urlHost(address)],
    allowedOrigins: [...localhostAllowedOrigins(), urlHost(address)],
    jsonLimit: bodyLimit,
  });
  app.disable('x-powered-by');
  app.all(path, async (request, response) => {
    if (request.method === 'POST' && !isJsonContentType(request.get('content-type'))) {
      return sendHttpError(response, 415, rpcCodes.http, 'Unsupported Media Type: send application/json');
    }
    if (!methods.includes(request.method)) {
      response.set('Allow', methods.join(', '));
      return sendHttpError(response, 405, rpcCodes.http, 'Method Not Allowed');
    }
    const legacy = await isLegacy(request);
    if (legacy === null) return sendHttpError(response, 400, rpcCodes.http, 'Bad Request: this is no MCP request');
    await (legacy ? sessions.handle(request, response) : serveModern(request, response, request.body));
  });
  app.use((_request, response) => sendHttpError(response, 404, rpcCodes.http, `Not Found: MCP is served at ${path}`));
  app.use(httpErrorHandler(logger));

  const server = createServer(app);
  await listen(server, address, port);
  const ended = new Promise<void>((resolve) => {
    server.once('close', resolve);
  });
  let closing: Promise<void> | null = null;
  async function shutDown(): Promise<void> {
    server.close();
    await Promise.allSettled([modern.close(), sessions.close()]);
    server.closeAllConnections();
    await ended;
  }
  return {
    url: `http://${urlHost(address)}:${boundPort(server)}${path}`,
    ended,
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

/** Null for what cannot even be told: a Host that is no host, or a body nested beyond all sense. */
async function isLegacy(request: Request): Promise<boolean | null> {
  try {
    return await isLegacyRequest(await toWebRequest(request, request.body));
  } catch {
    return null;
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RollcallError('bad_request', `${port} is no port`, {
      hint: 'give a port from 1 to 65535, or 0 for a free one',
    });
  }
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen({ host, port }, resolve);
  });
}

function listenError(error: Error, host: string, port: number): RollcallError {
  const inUse = isSystemError(error, 'EADDRINUSE');
  const hint = inUse ? 'choose another port, or 0 for a free one' : 'check the address and port';
  const what = inUse ? 'the port is in use' : error.message;
  return new RollcallError('bad_request', `cannot listen on ${urlHost(host)}:${port}: ${what}`, { hint, cause: error });
}

function boundPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
