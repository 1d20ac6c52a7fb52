import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

export interface IssuedOptions {
  /** Null leaves out what it would have. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with this in place of the issuer's present key. */
  readonly key?: KeyPair['privateKey'] | Uint8Array;
}

/** An OpenID Connect issuer on loopback, with keys of its own that exist as long as the test. */
export class TestIssuer {
  readonly url: string;
  readonly audience = 'https://rollcall.example/mcp';
  /** What its metadata says beside or instead of the truth. */
  metadata: Record<string, unknown> = {};
  /** Metadata is only where OAuth puts it (RFC 8414), not where OpenID Connect does. */
  oauthOnly = false;
  /** What was asked of its token endpoint (RFC 6749 §4.4), which gives whoever asks a token with the scope asked for. */
  readonly tokenRequests: URLSearchParams[] = [];
  /** Tokens that it gave there. */
  readonly given: string[] = [];
  /** Paths asked for, in order. */
  readonly asked: string[] = [];
  /** Answers a path in this way instead. */
  readonly oddly = new Map<string, (response: ServerResponse) => void>();
  /** Answers nothing from now on. */
  hangs = false;
  /** What stands in its key set beside the keys it signs with. */
  extraKeys: object[] = [];
  readonly #server: Server;
  readonly #port: number;
  readonly #path: string;
  readonly #alg: string;
  #keys: { readonly kid: string; readonly pair: KeyPair }[] = [];
  #rotations = 0;

  private constructor(server: Server, path: string, alg: string) {
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.#port = port;
    this.#path = path;
    this.#alg = alg;
    this.url = `http://127.0.0.1:${port}${path}`;
    server.on('request', (request, response) => {
      const { pathname } = new URL(request.url ?? '', this.url);
      this.asked.push(pathname);
      if (this.hangs) return;
      const odd = this.oddly.get(pathname);
      if (odd !== undefined) return odd(response);
      const body = pathname === '/token' ? this.#give(request) : this.#document(pathname);
      void body.then((body) => {
        response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' });
        response.end(body === null ? '' : JSON.stringify(body));
      });
    });
  }

  static async start(path = '', alg = 'ES256'): Promise<TestIssuer> {
    const server = createServer();
    await listen(server, 0);
    const issuer = new TestIssuer(server, path, alg);
    await issuer.rotate();
    onTestFinished(() => issuer.stop());
    return issuer;
  }

  /** A new key, and the old ones are gone from the key set. */
  async rotate(): Promise<void> {
    this.#rotations += 1;
    this.#keys = [{ kid: `k${this.#rotations}`, pair: await generateKeyPair(this.#alg, { extractable: true }) }];
  }

  /** A second key beside the present one. */
  async addKey(): Promise<void> {
    const before = this.#keys;
    await this.rotate();
    this.#keys = [...this.#keys, ...before];
  }

  async publicJwk(): Promise<object> {
    return exportJWK(this.#present().pair.publicKey);
  }

  /** A token for an hour with scope `read`, unless `claims` says otherwise; undefined leaves a claim out. */
  async issue(claims: object = {}, { header = {}, key }: IssuedOptions = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1_000);
    const { kid, pair } = this.#present();
    const whole = {
      iss: this.url,
      aud: this.audience,
      sub: 'alice',
      iat: now,
      exp: now + 3_600,
      scope: 'read',
      ...claims,
    };
    return new SignJWT(JSON.parse(JSON.stringify(whole)))
      .setProtectedHeader({ alg: this.#alg, ...withoutNulls({ kid, typ: 'at+jwt', ...header }) })
      .sign(key ?? pair.privateKey);
  }

  /** Nobody listens on its port any more. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Listens again on the port where it was. */
  async restart(): Promise<void> {
    await listen(this.#server, this.#port);
  }

  #present(): { readonly kid: string; readonly pair: KeyPair } {
    const [first] = this.#keys;
    if (first === undefined) throw new Error('the issuer has no key');
    return first;
  }

  async #give(request: IncomingMessage): Promise<unknown> {
    const asked = new URLSearchParams(await text(request));
    this.tokenRequests.push(asked);
    const token = await this.issue({ scope: asked.get('scope') ?? '' });
    this.given.push(token);
    return { access_token: token, token_type: 'Bearer', expires_in: 3_600 };
  }

  async #document(path: string): Promise<unknown> {
    const origin = `http://127.0.0.1:${this.#port}`;
    const metadata = {
      ...{ issuer: this.url, jwks_uri: `${origin}/jwks`, token_endpoint: `${origin}/token` },
      ...{ authorization_endpoint: `${origin}/authorize`, response_types_supported: ['code'] },
      ...{ subject_types_supported: ['public'], id_token_signing_alg_values_supported: [this.#alg] },
      ...{ grant_types_supported: ['client_credentials'], scopes_supported: ['read', 'change'] },
      ...this.metadata,
    };
    if (path === `${this.#path}/.well-known/openid-configuration` && !this.oauthOnly) return metadata;
    if (path === `/.well-known/oauth-authorization-server${this.#path}`) return metadata;
    if (path !== '/jwks') return null;
    const own = this.#keys.map(async ({ kid, pair }) => ({ ...(await exportJWK(pair.publicKey)), kid }));
    return { keys: [...(await Promise.all(own)), ...this.extraKeys] };
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
}

function withoutNulls(header: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(header).filter(([, value]) => value !== null));
}
