// For its declaration of `auth` on Express requests, which the MCP transports read.
import type {} from '@modelcontextprotocol/express';
import {
  type AuthInfo,
  bearerAuthChallengeResponse,
  OAuthError,
  OAuthErrorCode,
  verifyBearerToken,
} from '@modelcontextprotocol/server';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { isExpired, type TokenStore } from '../model/access-token.ts';
import { authOfToken } from './auth-of-token.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { addressOf, refuseBecause, tokenIs } from './watch-refusals.ts';

export interface BearerGuardOptions {
  readonly tokens: TokenStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Needs a token even while there is none. False lets requests in until the first token is made. */
  readonly always: boolean;
}

const requiredScopes = ['read'];

/**
 * Lets in who shows a valid access token (RFC 6750), and puts whose it is on the request. 401 for none, a wrong, expired
 * or revoked one, 403 for one of another scope, 429 after too many failures of one address. A valid token gets in even then:
 * it cannot be guessed, and someone else's failures must not shut its owner out. What is refused is not read any further.
 */
export function bearerGuard({ tokens, clock, logger, always }: BearerGuardOptions): RequestHandler {
  const failed = new FailedAttempts(clock);
  // Once there was a token, taking the last one away must not open the server to everyone.
  let locked = always;

  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const verifier = {
      async verifyAccessToken(text: string): Promise<AuthInfo> {
        const token = await tokens.find(text);
        if (token === null) throw new OAuthError(OAuthErrorCode.InvalidToken, 'The access token is unknown or revoked');
        tokenIs(response, token.name);
        if (isExpired(token, clock.now())) {
          throw new OAuthError(OAuthErrorCode.InvalidToken, 'The access token has expired');
        }
        tokens.touch(token);
        return authOfToken(token);
      },
    };
    try {
      locked ||= (await tokens.list()).length > 0;
      if (locked) request.auth = await verifyBearerToken(request.get('authorization'), { verifier, requiredScopes });
    } catch (thrown) {
      refuse(thrown, request, response);
      return;
    }
    next();
  };

  function refuse(thrown: unknown, request: Request, response: Response): void {
    const answer = bearerAuthChallengeResponse(thrown, { requiredScopes });
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
