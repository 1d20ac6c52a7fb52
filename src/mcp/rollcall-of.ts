import type { AuthInfo } from '@modelcontextprotocol/server';
import { permittedRollcall } from '../app/permitted-rollcall.ts';
import type { Rollcall } from '../app/rollcall.ts';
import type { Caller } from '../model/caller.ts';
import { permissionOf } from './auth-of-token.ts';

/** Rollcall within what the caller's token allows; without a token, whole. */
export function rollcallOf(auth: AuthInfo | undefined, rollcall: Rollcall, surface: Caller['surface']): Rollcall {
  return auth === undefined
    ? rollcall
    : permittedRollcall(rollcall, permissionOf(auth), { surface, client: null, token: auth.clientId });
}
