import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TokenStore } from '../../src/model/access-token.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startHttp } from '../support/mcp-harness.ts';
import { selfSignedCertificate } from '../support/self-signed-certificate.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

type Started = Awaited<ReturnType<typeof startHttp>>;

let clock: FakeClock;
let tokens: TokenStore;
let token: string;
let started: Started | null;
beforeEach(async () => {
  clock = new FakeClock(Date.now());
  tokens = tokenStoreIn(clock);
  token = await tokens.create({ name: 'ci', scope: 'read', devices: 'all', lifetimeMs: 60_000 });
  started = null;
});
afterEach(async () => {
  await started?.serving.close();
  await tokens.close();
});

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

function ask(url: string, headers: Record<string, string>, ca?: string): Promise<Answer> {
  const request = ca === undefined ? plainRequest : tlsRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: 'GET', headers, agent: false, ...(ca !== undefined && { ca }) },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const bearer = (text: string): Record<string, string> => ({ authorization: `Bearer ${text}` });
/** A GET without a session: whoever gets this answer has passed the guards. */
const passed = 400;

test('HTTPS is served with a certificate and key, and plain HTTP on that port is not', async () => {
  const { cert, key } = selfSignedCertificate();
  started = await startHttp({}, { tls: { cert, key }, tokens, clock });
  const { url } = started.serving;
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/mcp$/);
  expect(await ask(url, {}, cert)).toMatchObject({ status: 401 });
  expect(await ask(url, bearer(token), cert)).toMatchObject({ status: passed });
  await expect(ask(url.replace('https', 'http'), bearer(token))).rejects.toThrow();
});

describe('behind a proxy', () => {
  beforeEach(async () => {
    started = await startHttp({}, { behindProxy: true, allowedHosts: ['NOC.example'], tokens, clock });
  });
  const from = (client: string, text: string, more: Record<string, string> = {}): Promise<Answer> =>
    ask(started?.serving.url ?? '', { 'x-forwarded-for': client, ...bearer(text), ...more });

  test('failed attempts count for the client that the proxy names, whatever the client itself claims', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect(await from(`10.0.0.${attempt}, 192.0.2.1`, 'rc_x')).toMatchObject({ status: 401 });
    }
    expect(await from('192.0.2.1', 'rc_x')).toEqual({ status: 429, retryAfter: '60' });
    expect(await from('192.0.2.2', 'rc_x')).toMatchObject({ status: 401 });
    expect(await from('192.0.2.1', token)).toMatchObject({ status: passed });
  });

  test('the public name is let in as Host and Origin, another is not', async () => {
    const ours = { host: 'noc.example', origin: 'https://noc.example' };
    expect(await from('192.0.2.1', token, ours)).toMatchObject({ status: passed });
    expect(await from('192.0.2.1', token, { ...ours, host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await from('192.0.2.1', token, { ...ours, origin: 'https://evil.example' })).toMatchObject({ status: 403 });
  });
});

test('without a proxy X-Forwarded-For is anyone’s claim, and counts for nothing', async () => {
  started = await startHttp({}, { tokens, clock });
  const { url } = started.serving;
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    statuses.push((await ask(url, { 'x-forwarded-for': `192.0.2.${attempt}` })).status);
  }
  expect(statuses).toEqual([...Array(10).fill(401), 429]);
});
