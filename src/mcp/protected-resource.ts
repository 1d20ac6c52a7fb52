import { getOAuthProtectedResourceMetadataUrl } from '@modelcontextprotocol/server';
import type { Request, RequestHandler } from 'express';
import { accessScopes } from '../model/access-token.ts';

/** RFC 9728 §3.1: of the resource `/mcp`, and the form without its path, which some clients ask for. */
export const metadataPaths: readonly string[] = [
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-protected-resource',
];

/**
 * This server as the client that asks calls it: RFC 9728 §3.3 has clients compare the two. Its Host was checked before. A
 * proxy in front ends TLS, so that clients reach it by https whatever comes in here.
 */
function resourceUrl({ headers }: Request, scheme: 'http' | 'https'): URL {
  return new URL('/mcp', `${scheme}://${headers.host ?? ''}`);
}

/** Where a client finds out which issuer's tokens are accepted, for `WWW-Authenticate` (RFC 9728 §5.1). */
export function resourceMetadataUrl(request: Request, scheme: 'http' | 'https'): string {
  return getOAuthProtectedResourceMetadataUrl(resourceUrl(request, scheme));
}

/** Tells which issuer's tokens are accepted (RFC 9728 §3.2). For everyone: whoever asks has no token yet. */
export function resourceMetadata(issuer: string, scheme: 'http' | 'https'): RequestHandler {
  return (request, response) => {
    response.json({
      resource: resourceUrl(request, scheme).href,
      authorization_servers: [issuer],
      // The resource is /mcp, where a token for the metrics opens nothing.
      scopes_supported: accessScopes.filter((scope) => scope !== 'metrics'),
      bearer_methods_supported: ['header'],
      resource_name: 'rollcall',
    });
  };
}
