import { RollcallError } from '../base/rollcall-error.ts';
import { isExpired, type TokenStore } from '../model/access-token.ts';
import { isLoopback } from './loopback.ts';

export interface Exposure {
  /** As `listenAddress` gives it. */
  readonly address: string;
  readonly tls: boolean;
  /** A reverse proxy in front ends TLS and passes requests on. */
  readonly behindProxy: boolean;
  readonly tokens: TokenStore;
  /** Whether tokens of an issuer are accepted: then nobody gets in without one. */
  readonly issuer: boolean;
  readonly now: number;
}

/**
 * Whether every request needs a token, also while there is none. Throws `bad_request` for what would let anyone in, or
 * would send tokens and answers over the network in the clear: beyond loopback there has to be a valid token or an issuer
 * of them, and TLS here or in a proxy.
 */
export async function checkExposure({ address, tls, behindProxy, tokens, issuer, now }: Exposure): Promise<boolean> {
  // Read in any case: what cannot be read would refuse every request later.
  const own = (await tokens.list()).some((token) => !isExpired(token, now));
  const local = isLoopback(address);
  if (!local && !tls && !behindProxy) {
    throw refused(
      `HTTP on "${address}" is refused: without TLS, tokens and answers would cross the network in the clear`,
      'add --tls-cert and --tls-key, or --behind-proxy if a proxy in front ends TLS; else serve on 127.0.0.1 or [::1]',
    );
  }
  const reachable = !local || behindProxy;
  if (reachable && !own && !issuer) {
    throw refused(
      behindProxy ? 'HTTP behind a proxy is refused: no access token is valid' : noToken(address),
      'create a token: rollcall token create --name NAME --devices SELECTOR, or name an --oauth-issuer; else serve on 127.0.0.1 or [::1]',
    );
  }
  return reachable;
}

const noToken = (address: string): string => `HTTP on "${address}" is refused: no access token is valid`;

function refused(message: string, hint: string): RollcallError {
  return new RollcallError('bad_request', message, { hint, phase: 'request' });
}
