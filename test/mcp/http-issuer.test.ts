import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIssuerAccess } from '../../src/access/create-issuer-access.ts';
import type { HttpServingOptions } from '../../src/mcp/serve-http.ts';
import type { TokenStore } from '../../src/model/access-token.ts';
import type { IssuerAccess } from '../../src/model/issuer-access.ts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { FakeClock } from '../support/fake-clock.ts';
import { type Era, eras, startHttp, textOf } from '../support/mcp-harness.ts';
import { type HttpAnswer, sendRaw } from '../support/raw-http.ts';
import { bearer, json, rawRequests } from '../support/raw-mcp.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { TestIssuer } from '../support/test-issuer.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

let clock: FakeClock;
let issuer: TestIssuer;
let access: IssuerAccess;
let tokens: TokenStore;
let started: Awaited<ReturnType<typeof startHttp>>;

beforeEach(async () => {
  // The SDK's own check of the expiry goes by the real clock.
  clock = new FakeClock(Date.now());
  tokens = tokenStoreIn(clock);
  issuer = await TestIssuer.start('/realms/net');
  await start();
});
afterEach(stop);

async function start(more: Partial<HttpServingOptions> = {}): Promise<void> {
  access = createIssuerAccess({
    ...{ issuer: issuer.url, audience: issuer.audience, devices: 'lab1,lab2', clock, logger: silentLogger },
  });
  started = await startHttp(
    { devices: [sampleDevice('lab1'), sampleDevice('lab2'), sampleDevice('core1')] },
    { tokens, clock, issuer: access, ...more },
  );
}

async function stop(): Promise<void> {
  await started.serving.close();
  access.close();
  await tokens.close();
}

function ask(era: Era, headers: Record<string, string>): Promise<HttpAnswer> {
  const { headers: own, body } = rawRequests[era];
  return sendRaw(started.serving.url, 'POST', { ...json, ...own, ...headers }, body);
}

const get = (path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
  sendRaw(started.serving.url, 'GET', headers, '', path);

const client = (era: Era, token: string) =>
  (era === '2026-07-28' ? modern : oldEra).connectHttp(started.serving.url, bearer(token));

const base = (): string => new URL(started.serving.url).origin;
const metadataUrl = (): string => `${base()}/.well-known/oauth-protected-resource/mcp`;

describe.each(eras)('over protocol %s', (era) => {
  test('a token of the issuer is let in, on its devices', async () => {
    const mcp = await client(era, await issuer.issue());
    const { structuredContent } = await mcp.callTool('list_devices', {});
    expect(JSON.stringify(structuredContent)).not.toContain('core1');
    const outside = await mcp.callTool('execute_command_batch', { devices: 'core1', command: 'show version' });
    expect([outside.isError, textOf(outside)]).toEqual([true, expect.stringContaining('not_permitted')]);
    await mcp.callTool('execute_command_batch', { devices: 'lab1', command: 'show version', wait_s: 0 });
    expect(started.rollcall.requests).toEqual([{ devices: ['"lab1"'], command: 'show version' }]);
    expect(started.rollcall.callers).toMatchObject([{ surface: 'mcp-http', token: `${issuer.url}#alice` }]);
    await mcp.close();
  });

  test('a claim of the token narrows its devices and cannot widen them', async () => {
    const mcp = await client(era, await issuer.issue({ rollcall_devices: 'lab2,core1' }));
    const { structuredContent } = await mcp.callTool('list_devices', {});
    expect(structuredContent).toMatchObject({ total: 1, devices: [{ name: 'lab2' }] });
    await mcp.close();
  });

  test('one of its own tokens is let in too', async () => {
    const own = await tokens.create({ name: 'ci', scope: 'read', devices: 'all', lifetimeMs: 60_000 });
    expect((await ask(era, bearer(own))).status).toBe(200);
    expect((await ask(era, bearer(await issuer.issue()))).status).toBe(200);
  });

  test('without a token it is 401 and told where to get one, on loopback too', async () => {
    const answer = await ask(era, {});
    expect(answer.status).toBe(401);
    const challenge = String(answer.headers['www-authenticate']);
    expect(challenge).toMatch(/^Bearer error="invalid_token", /);
    expect(challenge).toContain(`scope="read", resource_metadata="${metadataUrl()}"`);
  });

  test.each<[string, () => Promise<string>]>([
    ['of another issuer', () => issuer.issue({ iss: 'https://other.example' })],
    ['for another audience', () => issuer.issue({ aud: 'https://other.example' })],
    ['that has expired', () => issuer.issue({ exp: Math.floor(clock.now() / 1_000) - 60 })],
    ['that is not valid yet', () => issuer.issue({ nbf: Math.floor(clock.now() / 1_000) + 60 })],
    ['of an unknown key', () => issuer.issue({}, { header: { kid: 'x' } })],
    ['that is huge', () => issuer.issue({ pad: 'x'.repeat(8_000) })],
  ])('a token %s is 401, and nothing runs', async (_what, issue) => {
    const answer = await ask(era, bearer(await issue()));
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('invalid_token'),
    ]);
    expect(started.rollcall.requests).toEqual([]);
  });

  test('a token without a scope of ours is 403, and says which is wanted', async () => {
    const answer = await ask(era, bearer(await issuer.issue({ scope: 'openid profile' })));
    const challenge = String(answer.headers['www-authenticate']);
    expect([answer.status, challenge]).toEqual([403, expect.stringMatching(/^Bearer error="insufficient_scope"/)]);
    expect(challenge).toContain(`scope="read", resource_metadata="${metadataUrl()}"`);
    expect(started.rollcall.requests).toEqual([]);
  });

  test('while the issuer is down it is 503, and its own tokens work', async () => {
    await stop();
    await issuer.stop();
    await start();
    const answer = await ask(era, bearer(await issuer.issue()));
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect(started.rollcall.requests).toEqual([]);
    const own = await tokens.create({ name: 'ci', scope: 'read', devices: 'all', lifetimeMs: 60_000 });
    expect((await ask(era, bearer(own))).status).toBe(200);
    expect(started.rollcall.accesses).toMatchObject([
      { event: { status: 503, why: expect.stringContaining('issuer') } },
    ]);
  });
});

test('a token beyond what an HTTP header may have is not read at all', async () => {
  const answer = await ask('2026-07-28', bearer('x'.repeat(20_000)));
  expect(answer.status).toBe(431);
});

test('a session of an older client goes on with a renewed token, and not with one of other rights', async () => {
  const id = String((await ask('2025-11-25', bearer(await issuer.issue()))).headers['mcp-session-id']);
  const inSession = async (claims: object): Promise<number> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
    const headers = { ...json, 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' };
    return (await sendRaw(started.serving.url, 'POST', { ...headers, ...bearer(await issuer.issue(claims)) }, body))
      .status;
  };
  expect(await inSession({ jti: 'renewed' })).toBe(200);
  expect(await inSession({ sub: 'bob' })).toBe(404);
  expect(await inSession({ rollcall_devices: 'lab1' })).toBe(404);
  expect(await inSession({ scope: 'change' })).toBe(404);
});

test('refused tokens stand in the audit log, with the subject where the signature proves it', async () => {
  const past = Math.floor(clock.now() / 1_000) - 60;
  await ask('2026-07-28', bearer(await issuer.issue({ exp: past })));
  await ask('2026-07-28', bearer(await issuer.issue({ scope: 'x' })));
  await ask('2026-07-28', bearer(await issuer.issue({ sub: 'mallory' }, { header: { kid: 'x' } })));
  const name = `${issuer.url}#alice`;
  expect(started.rollcall.accesses).toMatchObject([
    { caller: { token: name }, event: { status: 401, why: 'The access token has expired' } },
    { caller: { token: name }, event: { status: 403 } },
    { caller: { token: null }, event: { status: 401 } },
  ]);
});

describe('the metadata of RFC 9728', () => {
  test.each(['/mcp', ''])('stands at /.well-known/oauth-protected-resource%s, for everyone', async (path) => {
    const answer = await get(`/.well-known/oauth-protected-resource${path}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, expect.stringContaining('application/json')]);
    expect(JSON.parse(answer.body)).toEqual({
      resource: started.serving.url,
      authorization_servers: [issuer.url],
      scopes_supported: ['read', 'change'],
      bearer_methods_supported: ['header'],
      resource_name: 'rollcall',
    });
  });

  test('names the server as it is called, behind a proxy by https, and by no name that is not its own', async () => {
    await stop();
    await start({ behindProxy: true, allowedHosts: ['rollcall.example'] });
    const path = '/.well-known/oauth-protected-resource/mcp';
    const answer = await get(path, { host: 'rollcall.example', 'x-forwarded-host': 'evil.example' });
    expect(JSON.parse(answer.body)).toMatchObject({ resource: 'https://rollcall.example/mcp' });
    const challenge = (await ask('2026-07-28', { host: 'rollcall.example' })).headers['www-authenticate'];
    expect(challenge).toContain(`resource_metadata="https://rollcall.example${path}"`);
    expect((await get(path, { host: 'evil.example' })).status).toBe(403);
  });

  test('is not there without an issuer', async () => {
    const { serving } = await startHttp();
    expect((await sendRaw(serving.url, 'GET', {}, '', '/.well-known/oauth-protected-resource/mcp')).status).toBe(404);
    await serving.close();
  });
});
