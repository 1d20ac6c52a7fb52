import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { hostname, networkInterfaces } from 'node:os';
import { hostHeaderValidation, originValidation } from '@modelcontextprotocol/express';
import { toNodeHandler, toWebRequest } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isJsonContentType,
  isLegacyRequest,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import express, { type Request } from 'express';
import type { Rollcall } from '../app/rollcall.ts';
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/is-system-error.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import type { TokenStore } from '../model/access-token.ts';
import type { AccessEvent } from '../model/audit.ts';
import type { IssuerAccess } from '../model/issuer-access.ts';
import { bearerGuard } from './bearer-guard.ts';
import { checkExposure } from './check-exposure.ts';
import { errorKind } from './error-kind.ts';
import { type HealthParts, healthPaths, healthRoutes } from './health-routes.ts';
import { httpErrorHandler, rpcCodes, sendHttpError } from './http-error.ts';
import { LegacySessions } from './legacy-sessions.ts';
import { canonicalHost, isLoopback, listenAddress, urlHost } from './loopback.ts';
import { type MetricsSource, metricsPath, metricsRoute } from './metrics-route.ts';
import { OpenRequests } from './open-requests.ts';
import { metadataPaths, resourceMetadata, resourceMetadataUrl } from './protected-resource.ts';
import { RefusalLog } from './refusal-log.ts';
import { rollcallOf } from './rollcall-of.ts';
import { runUri } from './run-uri.ts';
import type { McpServing } from './serving.ts';
import { watchRefusals } from './watch-refusals.ts';
import { watchedWithin } from './watched-within.ts';

export interface HttpServingOptions {
  /** Beyond loopback it is refused (`bad_request`) without a valid token and TLS, here or in a proxy. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** While there is none, loopback is open to everyone on this machine. */
  readonly tokens: TokenStore;
  /** Accepts access tokens of this issuer too; then every request needs a token. */
  readonly issuer?: IssuerAccess;
  /** Certificate and key (PEM): serves HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** A reverse proxy passes requests on and names the client in `X-Forwarded-For`. */
  readonly behindProxy?: boolean;
  /** Names by which clients may call this server, beside its addresses. */
  readonly allowedHosts?: readonly string[];
  /** Whose runs clients may watch. */
  readonly rollcall: Rollcall;
  /** Gets what was refused, for the audit log, with the name of the access token where it is known. */
  readonly recordAccess: (event: AccessEvent, token: string | null) => void;
  /** Why no work should be sent here now, for `/readyz`. */
  readonly readiness: HealthParts['readiness'];
  /** What is told on `/metrics`. */
  readonly metrics: MetricsSource;
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
 * Host and Origin are checked, or any web page could reach the port through DNS rebinding; then the access token.
 */
export async function serveMcpHttp(factory: McpServerFactory, options: HttpServingOptions): Promise<HttpServing> {
  const { logger, port } = options;
  const { tls, behindProxy = false, tokens, clock, metrics, readiness, rollcall } = options;
  const address = listenAddress(options.host);
  const issuer = options.issuer ?? null;
  const protection = { tls: tls !== undefined, behindProxy, tokens, issuer: issuer !== null };
  const always = await checkExposure({ address, ...protection, now: clock.now() });
  const scheme = tls !== undefined || behindProxy ? 'https' : 'http';
  const modern = createMcpHandler(factory, {
    legacy: 'reject',
    onerror: (error) => logger.debug(errorKind(error), 'http: a request was refused'),
  });
  const serveModern = toNodeHandler(modern, {
    onerror: (error) => logger.warn({ err: error }, 'http: a request broke'),
  });
  const sessions = new LegacySessions(factory, options);
  const refusals = new RefusalLog({ clock, logger, record: options.recordAccess });

  const app = express();
  app.disable('x-powered-by');
  // One proxy: the last address in X-Forwarded-For is what it saw.
  app.set('trust proxy', behindProxy ? 1 : false);
  const known = [path, metricsPath, ...healthPaths, ...metadataPaths];
  app.use(
    watchRefusals(
      {
        add(refusal) {
          metrics.refused(refusal.status);
          refusals.add(refusal);
        },
      },
      known,
    ),
  );
  const names = [...ownNames(address), ...(options.allowedHosts ?? []).map(canonicalHost)];
  app.use(hostHeaderValidation([...localhostAllowedHostnames(), ...names]));
  app.use(originValidation([...localhostAllowedOrigins(), ...names]));
  if (issuer !== null) app.get([...metadataPaths], resourceMetadata(issuer.issuer, scheme));
  app.use(healthRoutes({ readiness, closing: () => closing !== null }));
  // Before the body is read: who may not ask is not listened to.
  const metadataUrl = (request: Request): string => resourceMetadataUrl(request, scheme);
  const scope = ({ baseUrl }: Request) => (baseUrl === metricsPath ? 'metrics' : 'read');
  app.use([path, metricsPath], bearerGuard({ tokens, issuer, metadataUrl, scope, clock, logger, always }));
  app.use(metricsRoute(metrics));
  const requests = new OpenRequests();
  app.post(path, (request, response, next) => {
    requests.add(request);
    response.once('close', () => requests.done(request));
    next();
  });
  app.use(express.json({ limit: bodyLimit }));
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
    if (legacy) return sessions.handle(request, response);
    const own = rollcallOf(request.auth, rollcall, 'mcp-http');
    const body = await watchedWithin(request.body, { whole: rollcall, own });
    await serveModern(request, response, body);
  });
  app.use((_request, response) => sendHttpError(response, 404, rpcCodes.http, `Not Found: MCP is served at ${path}`));
  app.use(httpErrorHandler(logger));

  let closing: Promise<void> | null = null;
  const server = tls === undefined ? createServer(app) : createTlsServer({ ...tls, minVersion: 'TLSv1.2' }, app);
  await listen(server, address, port);
  const stopTelling = rollcall.onRunEnded(({ runId }) => modern.notify.resourceUpdated(runUri(runId)));
  const ended = new Promise<void>((resolve) => {
    server.once('close', resolve);
  });
  async function shutDown(): Promise<void> {
    server.close();
    stopTelling();
    await Promise.allSettled([modern.close(), sessions.close()]);
    server.closeAllConnections();
    await ended;
    refusals.close();
  }
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${urlHost(address)}:${boundPort(server)}${path}`,
    ended,
    answered: (withinMs) => requests.none(withinMs, clock),
    close() {
      closing ??= shutDown();
      return closing;
    },
  };
}

/** How this server is called on the network where it listens. A server on every address has all those of the machine. */
function ownNames(address: string): readonly string[] {
  if (isLoopback(address)) return [urlHost(address)];
  const everywhere = address === '0.0.0.0' || address === '::';
  const addresses = everywhere ? Object.values(networkInterfaces()).flatMap((each) => each ?? []) : [];
  return [canonicalHost(address), hostname().toLowerCase(), ...addresses.map((each) => canonicalHost(each.address))];
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
