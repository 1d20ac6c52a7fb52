import { isIP } from 'node:net';
import type { Request, RequestHandler, Response } from 'express';
import type { RefusalLog } from './refusal-log.ts';

/** Answers that are refusals whoever gave them, and why where nobody has said so. */
const refusals: Readonly<Record<number, string>> = {
  401: 'no valid access token',
  403: 'a foreign Host or Origin header',
  413: 'a body over 4 MiB',
  429: 'too many failed attempts',
};

/** Express's own place for what a request's handlers tell each other. */
const whyKey = 'refusedBecause';
const tokenKey = 'tokenName';

/** Says why this request is refused, in words that repeat nothing of it. */
export function refuseBecause(response: Response, why: string): void {
  response.locals[whyKey] = why;
}

/** Says whose token came with this request, also if it is of no use. */
export function tokenIs(response: Response, name: string): void {
  response.locals[tokenKey] = name;
}

/** Tells the log of every request that is refused, once its answer is out or its client gone. Stands before all others. */
export function watchRefusals(log: Pick<RefusalLog, 'add'>, knownPaths: readonly string[]): RequestHandler {
  return (request, response, next) => {
    // Now: once the connection is gone, so is its address.
    const address = addressOf(request);
    const path = knownPaths.includes(request.path) ? request.path : '(another path)';
    let told = false;
    const tell = (): void => {
      if (told) return;
      told = true;
      const said: unknown = response.locals[whyKey];
      const why = typeof said === 'string' ? said : refusals[response.statusCode];
      if (why === undefined) return;
      const name: unknown = response.locals[tokenKey];
      log.add({ status: response.statusCode, why, address, path, token: typeof name === 'string' ? name : null });
    };
    // The first: the answer is out. Only the second where the client did not wait for it.
    response.once('finish', tell).once('close', tell);
    next();
  };
}

/** The remote address. Behind a proxy it is what a header says: only an address is taken from there. */
export function addressOf({ ip = '' }: Request): string {
  return isIP(ip) === 0 ? '(unknown)' : ip;
}
