import { RollcallError } from '../base/rollcall-error.ts';

/** Addresses of this machine itself, as `URL` spells them: what goes there crosses no network. */
const ownHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether keys from there can be trusted: https, or this machine (OpenID Connect Discovery 1.0 §4, RFC 8414 §3). */
export function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && ownHosts.includes(hostname));
}

/**
 * An issuer as it was given, if it can be one: https without query, fragment or user (RFC 8414 §2). Throws `bad_request`.
 * It is kept as written, since issuers are compared character by character.
 */
export function checkIssuer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || /[?#]/.test(text) || url.username !== '' || url.password !== '') {
    throw refused('is no issuer', 'give it as it stands in the tokens (iss): https://id.example/realms/net');
  }
  if (!isTrustworthy(url)) throw refused('is not https', 'only an issuer on this machine (127.0.0.1) may be http');
  return text;
}

/** Where an issuer tells of itself: OpenID Connect Discovery 1.0 §4.1, then RFC 8414 §3.1. */
export function discoveryUrls(issuer: string): readonly [URL, URL] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    new URL(`${origin}${path}/.well-known/openid-configuration`),
    new URL(`${origin}/.well-known/oauth-authorization-server${path}`),
  ];
}

function refused(what: string, hint: string): RollcallError {
  return new RollcallError('bad_request', `--oauth-issuer: this ${what}`, { hint, phase: 'request' });
}
