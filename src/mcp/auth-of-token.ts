import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Permission } from '../app/permitted-rollcall.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { type Bearer, grantedScopes, type PresentedToken } from '../model/access-token.ts';

/** The bearer of one of rollcall's own tokens. */
export function bearerOf({ id, name, scope, devices, expires }: PresentedToken): Bearer {
  return { id, name, scopes: grantedScopes([scope]), devices, expires };
}

/** A bearer as the MCP SDK carries it to the tools. The secret itself goes no further: `token` is its id. */
export function authOfBearer({ id, name, scopes, devices, expires }: Bearer): AuthInfo {
  return {
    token: id,
    clientId: name,
    scopes: [...scopes],
    expiresAt: Math.floor(Date.parse(expires) / 1_000),
    extra: { devices },
  };
}

/** What the bearer may do. Throws `not_permitted` where that does not stand there: never more than was given. */
export function permissionOf({ extra, scopes }: AuthInfo): Permission {
  const devices = extra?.devices;
  if (typeof devices === 'string') return { devices, changes: scopes.includes('change') };
  throw new RollcallError('not_permitted', 'the access token names no devices', { hint: 'use another token' });
}
