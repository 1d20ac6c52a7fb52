import { createHash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { type Bearer, grantedScopes } from '../model/access-token.ts';
import { instant } from '../model/instant.ts';
import type { IssuerAccess, IssuerAnswer } from '../model/issuer-access.ts';
import { parseSelector } from '../model/selector/parse-selector.ts';
import { IssuerKeys, IssuerUnavailable, retryAfterMs } from './issuer-keys.ts';
import { checkIssuer } from './issuer-url.ts';

/** Signatures with a private key that the issuer alone has (RFC 7518 §3.1, RFC 8037): never `none`, never a shared secret. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** How far the issuer's clock and this one may differ. */
const skewS = 30;

/** Longest token that is looked at; they are about 1 kB. */
const maxChars = 8_192;

/**
 * RFC 9068 §4 wants `at+jwt`. Many issuers write `JWT` or nothing, so these pass too; other kinds of token (`logout+jwt`, …)
 * do not, nor does an ID token: it lacks our scopes, is for another audience, and has `at_hash` or `c_hash`.
 */
const tokenTypes: readonly (string | undefined)[] = [
  'at+jwt',
  'application/at+jwt',
  'jwt',
  'application/jwt',
  undefined,
];

const claimsSchema = z.object({
  /** OpenID Connect Core 1.0 §2: at most 255 ASCII characters. */
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  exp: z.number().max(8_640_000_000_000),
  /** RFC 9068 §2.2.3. */
  scope: z.string().optional(),
  /** What some issuers call it, as a list or a text. */
  scp: z.union([z.string(), z.array(z.string())]).optional(),
  at_hash: z.undefined().optional(),
  c_hash: z.undefined().optional(),
  rollcall_devices: z.string().optional(),
});

export interface IssuerAccessOptions {
  readonly issuer: string;
  /** What tokens for this server name as their audience (`aud`). */
  readonly audience: string;
  /** Selector of the devices that any of these tokens is for, at most. */
  readonly devices: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Access tokens that an OpenID Connect issuer signed (RFC 9068). Throws `bad_request` or `bad_selector` on bad options. */
export function createIssuerAccess(options: IssuerAccessOptions): IssuerAccess {
  const { audience, devices, clock, logger } = options;
  const issuer = checkIssuer(options.issuer);
  if (audience.trim() === '') throw new RollcallError('bad_request', '--oauth-audience is empty', { phase: 'request' });
  parseSelector(devices);
  const keys = new IssuerKeys({ issuer, clock, logger });
  // So that the log says at the start what is wrong.
  keys.load().catch(() => {});

  const nameOf = (sub: string): string => `${issuer}#${sub}`;

  async function checked(text: string): Promise<Bearer | string> {
    const { payload, protectedHeader } = await jwtVerify(text, keys.keyFor, {
      ...{ issuer, audience, algorithms, clockTolerance: skewS },
      currentDate: new Date(clock.now()),
    });
    if (!tokenTypes.includes(protectedHeader.typ?.toLowerCase())) return 'The token is no access token';
    return bearerOf(payload);
  }

  function bearerOf(payload: JWTPayload): Bearer | string {
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) return 'The token has claims that no access token has';
    const { sub, exp, scope = '', scp = [], rollcall_devices: own } = claims.data;
    const scopes = grantedScopes([...scope.split(' '), ...(typeof scp === 'string' ? scp.split(' ') : scp)]);
    const allowed = own === undefined ? devices : narrowed(devices, own);
    if (allowed === null) return 'The claim rollcall_devices is no selector';
    const id = createHash('sha256')
      .update(JSON.stringify([issuer, sub, scopes, allowed]))
      .digest('hex');
    return { id, name: nameOf(sub), scopes, devices: allowed, expires: instant((exp + skewS) * 1_000) };
  }

  return {
    issuer,
    async check(text): Promise<IssuerAnswer> {
      if (text.length > maxChars) return { kind: 'refused', why: 'The token is too long', name: null };
      try {
        const bearer = await checked(text);
        if (typeof bearer !== 'string') return { kind: 'valid', bearer };
        return { kind: 'refused', why: bearer, name: null };
      } catch (thrown) {
        if (thrown instanceof IssuerUnavailable) return { kind: 'unavailable', retryAfterS: retryAfterMs / 1_000 };
        return { kind: 'refused', why: whyRefused(thrown), name: signer(thrown) };
      }
    },
    close: () => keys.close(),
  };

  /** The subject of a token that is signed by the issuer, but not valid. */
  function signer(thrown: unknown): string | null {
    if (!(thrown instanceof errors.JWTExpired || thrown instanceof errors.JWTClaimValidationFailed)) return null;
    const { iss, sub } = thrown.payload;
    const known = iss === issuer && claimsSchema.shape.sub.safeParse(sub).success;
    return known && sub !== undefined ? nameOf(sub) : null;
  }
}

/** The devices that both stand for. Read on its own first: a claim with brackets of its own must not reach further. */
function narrowed(devices: string, own: string): string | null {
  try {
    parseSelector(own);
  } catch {
    return null;
  }
  return devices.trim() === 'all' ? own : `(${devices})&(${own})`;
}

/** In our own words, which repeat nothing of the token. */
function whyRefused(thrown: unknown): string {
  if (thrown instanceof errors.JWTExpired) return 'The access token has expired';
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    return claimTexts[thrown.claim] ?? 'The token has claims that no access token has';
  }
  if (thrown instanceof errors.JOSEAlgNotAllowed) return 'The token is not signed by an algorithm that is accepted';
  if (thrown instanceof errors.JWKSNoMatchingKey) return 'The token is signed with a key that the issuer does not have';
  if (thrown instanceof errors.JWKSMultipleMatchingKeys) return 'The token does not say with which key it is signed';
  if (thrown instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is wrong';
  return 'The access token is unknown or revoked';
}

const claimTexts: Readonly<Record<string, string>> = {
  iss: 'The token is of another issuer',
  aud: 'The token is for another audience',
  nbf: 'The token is not valid yet',
};
