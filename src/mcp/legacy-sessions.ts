import { randomUUID } from 'node:crypto';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import {
  type AuthInfo,
  isInitializeRequest,
  isJSONRPCRequest,
  type McpServerFactory,
  type RequestId,
} from '@modelcontextprotocol/server';
import type { Request, Response } from 'express';
import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { errorKind } from './error-kind.ts';
import { rpcCodes, sendHttpError } from './http-error.ts';
import { LostAnswers } from './lost-answers.ts';
import { refuseBecause } from './watch-refusals.ts';

/** A session without a request under way is closed after this; a client then initializes anew. */
const idleCloseMs = 30 * 60_000;

/** Sessions at once. Each is one client process or window; more is a client that forgets to close. */
const defaultMaxSessions = 100;

interface Session {
  readonly transport: NodeStreamableHTTPServerTransport;
  /** Id of the access token that opened it; nobody else may use it. Null where no token was needed. */
  readonly owner: string | null;
  /** Requests and open streams. */
  underWay: number;
  /** Runs while nothing is under way. */
  idle: Timer | null;
  readonly lostAnswers: LostAnswers;
}

export interface LegacySessionsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxSessions?: number;
}

/**
 * Clients of protocol 2025-11-25 and older over HTTP: a server per session, so that a client's cancel, which comes
 * as a request of its own, finds the request that it cancels.
 */
export class LegacySessions {
  readonly #factory: McpServerFactory;
  readonly #options: LegacySessionsOptions;
  /** By session id; the order is that of last use, oldest first. */
  readonly #sessions = new Map<string, Session>();
  /** Sessions being set up count too, or a burst of clients could pass the bound. */
  #opening = 0;
  #closed = false;

  constructor(factory: McpServerFactory, options: LegacySessionsOptions) {
    this.#factory = factory;
    this.#options = options;
  }

  async handle(request: Request, response: Response): Promise<void> {
    const id = request.get('mcp-session-id');
    if (id !== undefined) return this.#continue(id, request, response);
    if (request.method !== 'POST' || ![request.body].flat().some(isInitializeRequest)) {
      return sendHttpError(response, 400, rpcCodes.http, 'Bad Request: Mcp-Session-Id header is required');
    }
    if (!(await this.#makeRoom())) {
      return sendHttpError(response, 503, rpcCodes.http, 'Service Unavailable: too many sessions are open');
    }
    this.#opening += 1;
    try {
      const transport = await this.#open(request.auth);
      await transport.handleRequest(request, response, request.body);
      // An initialize that was refused, or came while closing, leaves a server that no session holds.
      if (transport.sessionId === undefined || !this.#sessions.has(transport.sessionId)) await transport.close();
    } finally {
      this.#opening -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#sessions.values()].map(({ transport }) => transport.close()));
  }

  async #continue(id: string, request: Request, response: Response): Promise<void> {
    const session = this.#sessions.get(id);
    if (session !== undefined && session.owner !== ownerOf(request.auth)) {
      refuseBecause(response, 'a session that another token opened');
    }
    if (session === undefined || session.owner !== ownerOf(request.auth)) {
      return sendHttpError(response, 404, rpcCodes.sessionNotFound, 'Session not found: initialize again');
    }
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    session.underWay += 1;
    session.idle?.cancel();
    session.idle = null;
    session.lostAnswers.clear();
    response.once('close', () => {
      session.underWay -= 1;
      if (this.#sessions.get(id) !== session) return;
      if (!response.writableFinished) session.lostAnswers.add(requestIds(request.body));
      if (session.underWay > 0) return;
      this.#startIdle(session);
      session.lostAnswers.startWaiting();
    });
    await session.transport.handleRequest(request, response, request.body);
  }

  async #open(auth: AuthInfo | undefined): Promise<NodeStreamableHTTPServerTransport> {
    const server = await this.#factory({ era: 'legacy', ...(auth !== undefined && { authInfo: auth }) });
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        if (this.#closed) return;
        const lostAnswers = new LostAnswers(this.#options.clock, (requestId) =>
          transport.onmessage?.({
            jsonrpc: '2.0',
            method: 'notifications/cancelled',
            params: { requestId, reason: 'the client is gone' },
          }),
        );
        const session: Session = { transport, owner: ownerOf(auth), underWay: 0, idle: null, lostAnswers };
        this.#sessions.set(id, session);
        this.#startIdle(session);
      },
    });
    await server.connect(transport);
    const closeServer = transport.onclose;
    transport.onclose = () => {
      const id = transport.sessionId;
      if (id !== undefined) {
        const session = this.#sessions.get(id);
        session?.idle?.cancel();
        session?.lostAnswers.clear();
        this.#sessions.delete(id);
      }
      closeServer?.();
    };
    transport.onerror = (error) => this.#options.logger.debug(errorKind(error), 'http: a session had an error');
    return transport;
  }

  #startIdle(session: Session): void {
    session.idle = this.#options.clock.after(idleCloseMs, () => this.#end(session));
  }

  #end(session: Session): void {
    session.transport
      .close()
      .catch((thrown: unknown) => this.#options.logger.warn({ err: thrown }, 'http: a session did not close cleanly'));
  }

  /** Closes the session unused for longest if the bound is reached; false if all are at work. */
  async #makeRoom(): Promise<boolean> {
    const max = this.#options.maxSessions ?? defaultMaxSessions;
    if (this.#sessions.size + this.#opening < max) return true;
    const unused = [...this.#sessions.values()].find((session) => session.underWay === 0);
    if (unused === undefined) return false;
    await unused.transport.close();
    return true;
  }
}

const ownerOf = (auth: AuthInfo | undefined): string | null => auth?.token ?? null;

const requestIds = (body: unknown): readonly RequestId[] =>
  [body].flat().flatMap((message) => (isJSONRPCRequest(message) ? [message.id] : []));
