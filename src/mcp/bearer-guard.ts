// For its declaration of `auth` on Express requests, which the MCP transports read.
import type {} from '@modelcontextprotocol/express';
import {
  bearerAuthChallengeResponse,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
} from '@modelcontextprotocol/server';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { type AccessScope, type Bearer, isExpired, type TokenStore } from '../model/access-token.ts';
import type { IssuerAccess } from '../model/issuer-access.ts';
import { authOfBearer, bearerOf } from './auth-of-token.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { addressOf, refuseBecause, tokenIs } from './watch-refusals.ts';

export interface BearerGuardOptions {
  readonly tokens: TokenStore;
  /** Its tokens are accepted beside rollcall's own; null for none. */
  readonly issuer: IssuerAccess | null;
  /** Where a client finds out about the issuer; asked only where there is one. */
  readonly metadataUrl: (request: Request) => string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What a token has to be for. */
  readonly scope: (request: Request) => AccessScope;
  /** Needs a token even while there is none. False lets requests in until the first token is made. */
  readonly always: boolean;
}

/** The issuer cannot be asked now: neither the client's fault nor a reason to let it in. */
class TryLater extends Error {
  readonly afterS: number;
  constructor(afterS: number) {
    super('The issuer of access tokens cannot be reached');
    this.afterS = afterS;
  }
}

/**
 * Lets in who shows a valid access token (RFC 6750), and puts whose it is on the request. 401 for none, a wrong, expired
 * or revoked one, 403 for one of another scope, 429 after too many failures of one address, 503 while the issuer's keys
 * cannot be had. A valid token gets in even after failures: it cannot be guessed, and someone else's must not shut its owner
 * out. What is refused is not read any further.
 */
export function bearerGuard(options: BearerGuardOptions): RequestHandler {
  const { tokens, issuer, metadataUrl, scope, clock, logger, always } = options;
  const failed = new FailedAttempts(clock);
  // Once there was a token, taking the last one away must not open the server to everyone.
  let locked = always || issuer !== null;

  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const verifier = {
      verifyAccessToken: async (text: string) => authOfBearer(await bearerWith(text, response)),
    };
    try {
      locked ||= (await tokens.list()).length > 0;
      const requiredScopes = [scope(request)];
      if (locked) request.auth = await verifyBearerToken(request.get('authorization'), { verifier, requiredScopes });
    } catch (thrown) {
      refuse(thrown, request, response);
      return;
    }
    next();
  };

  async function bearerWith(text: string, response: Response): Promise<Bearer> {
    const token = await tokens.find(text);
    if (token === null) return issuedBearer(text, response);
    tokenIs(response, token.name);
    if (isExpired(token, clock.now())) throw invalid('The access token has expired');
    tokens.touch(token);
    return bearerOf(token);
  }

  async function issuedBearer(text: string, response: Response): Promise<Bearer> {
    if (issuer === null) throw invalid('The access token is unknown or revoked');
    const answer = await issuer.check(text);
    if (answer.kind === 'unavailable') throw new TryLater(answer.retryAfterS);
    const name = answer.kind === 'valid' ? answer.bearer.name : answer.name;
    if (name !== null) tokenIs(response, name);
    if (answer.kind === 'refused') throw invalid(answer.why);
    return answer.bearer;
  }

  function refuse(thrown: unknown, request: Request, response: Response): void {
    if (thrown instanceof TryLater) {
      refuseBecause(response, thrown.message);
      response.status(503).set('Retry-After', String(thrown.afterS));
      response.json({ error: 'temporarily_unavailable', error_description: thrown.message });
      return;
    }
    const where = issuer === null ? {} : { resourceMetadataUrl: metadataUrl(request) };
    const answer = bearerAuthChallengeResponse(thrown, { requiredScopes: [scope(request)], ...where });
    if (thrown instanceof OAuthError) {
      refuseBecause(response, thrown.message);
    } else {
      refuseBecause(response, 'access tokens cannot be read');
      logger.error({ err: thrown }, 'http: access tokens cannot be read, so nobody gets in');
    }
    const waitS = answer.status === 401 ? failed.add(addressOf(request)) : null;
    if (waitS !== null) {
      response.status(429).set('Retry-After', String(waitS));
      response.json({
        error: 'too_many_requests',
        error_description: 'Too many failed attempts: wait, then try again',
      });
      return;
    }
    const challenge = answer.headers.get('WWW-Authenticate');
    if (challenge !== null) response.set('WWW-Authenticate', challenge);
    const body = thrown instanceof OAuthError ? thrown : new OAuthError(OAuthErrorCode.ServerError, 'Internal error');
    response.status(answer.status).json(body.toResponseObject());
  }
}

const invalid = (why: string): OAuthError => new OAuthError(OAuthErrorCode.InvalidToken, why);
