import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics/create-metrics.ts';
import type { AccessScope, TokenStore } from '../../src/model/access-token.ts';
import type { Unready } from '../../src/model/unready.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startHttp } from '../support/mcp-harness.ts';
import { type HttpAnswer, sendRaw } from '../support/raw-http.ts';
import { bearer, rawRequests } from '../support/raw-mcp.ts';
import { sampleStatus } from '../support/sample-status.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

let started: Awaited<ReturnType<typeof startHttp>>;
let tokens: TokenStore;
let unready: readonly Unready[];

beforeEach(async () => {
  const clock = new FakeClock(Date.now());
  tokens = tokenStoreIn(clock, temporaryFolder());
  unready = [];
  started = await startHttp(
    {},
    {
      ...{ tokens, clock, readiness: async () => unready },
      metrics: createMetrics({ version: '1.2.3', status: () => sampleStatus() }),
    },
  );
});
afterEach(async () => {
  await started.serving.close();
  await tokens.close();
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<HttpAnswer> =>
  sendRaw(started.serving.url, method, headers, '', path);

const tokenOf = async (scope: AccessScope, devices = 'lab1'): Promise<Record<string, string>> =>
  bearer(await tokens.create({ name: `for-${scope}`, devices, scope, lifetimeMs: 86_400_000 }));

describe('/healthz and /readyz', () => {
  test('say in a word that all is well, to everyone, also where a token is needed', async () => {
    await tokenOf('read');
    expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      body: '{"status":"ready"}',
      headers: { 'cache-control': 'no-store' },
    });
  });

  test('tell alive from ready', async () => {
    unready = ['inventory', 'state_folder'];
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    const { status, body } = await get('/readyz');
    expect([status, JSON.parse(body)]).toEqual([503, { status: 'not_ready', reasons: ['inventory', 'state_folder'] }]);
  });
});

describe('/metrics', () => {
  test('is open on loopback while there is no token', async () => {
    const { status, headers, body } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toContain('rollcall_jobs_running 100\n');
  });

  test.each(['metrics', 'read', 'change'] as const)('needs a token once there is one: %s will do', async (scope) => {
    const headers = await tokenOf(scope);
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', bearer('wrong'))).status).toBe(401);
    expect((await get('/metrics', headers)).status).toBe(200);
  });

  test('counts what was turned away', async () => {
    const headers = await tokenOf('metrics');
    await get('/metrics');
    await get('/healthz', { host: 'evil.example' });
    const { body } = await get('/metrics', headers);
    expect(body).toContain('rollcall_http_refusals_total{status="401"} 1\n');
    expect(body).toContain('rollcall_http_refusals_total{status="403"} 1\n');
  });

  test('a token for them is for nothing else', async () => {
    const headers = { ...rawRequests['2026-07-28'].headers, 'content-type': 'application/json' };
    const asked = { ...headers, accept: 'application/json, text/event-stream', ...(await tokenOf('metrics')) };
    const { status, headers: said } = await sendRaw(started.serving.url, 'POST', asked, rawRequests['2026-07-28'].body);
    expect(status).toBe(403);
    expect(said['www-authenticate']).toContain('scope="read"');
  });
});

test.each(['/healthz', '/readyz', '/metrics'])(
  '%s answers GET and HEAD only, and to no foreign Host or Origin',
  async (path) => {
    expect(await get(path, {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect(await get(path, {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    expect((await get(path, { host: 'evil.example' })).status).toBe(403);
    expect((await get(path, { origin: 'https://evil.example' })).status).toBe(403);
  },
);
