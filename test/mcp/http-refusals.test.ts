import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccessScope, TokenStore } from '../../src/model/access-token.ts';
import type { ClientDriver } from '../support/clients/client-driver.d.mts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { FakeClock } from '../support/fake-clock.ts';
import { type Era, eras, startHttp } from '../support/mcp-harness.ts';
import { type HttpAnswer, sendRaw } from '../support/raw-http.ts';
import { bearer, json, rawRequests as raw } from '../support/raw-mcp.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

type Started = Awaited<ReturnType<typeof startHttp>>;

const day = 86_400_000;

let started: Started;
let tokens: TokenStore;
let folder: string;
let clock: FakeClock;
/** Everything that was logged, fields too. */
let logged: string;

beforeEach(async () => {
  folder = temporaryFolder();
  // The SDK's own check of the expiry goes by the real clock.
  clock = new FakeClock(Date.now());
  tokens = tokenStoreIn(clock, folder);
  logged = '';
  const log = (fields: Record<string, unknown>, message: string): void => {
    logged += `${JSON.stringify(fields)} ${message}\n`;
  };
  started = await startHttp(
    { devices: [sampleDevice('lab1'), sampleDevice('lab2'), sampleDevice('core1')] },
    { tokens, clock, logger: { debug: log, info: log, warn: log, error: log } },
  );
});
afterEach(async () => {
  await started.serving.close();
  await tokens.close();
});

const newToken = (devices: string, name = 'ci', scope: AccessScope = 'read'): Promise<string> =>
  tokens.create({ name, devices, scope, lifetimeMs: 90 * day });

const send = (headers: Record<string, string>, body: string): Promise<HttpAnswer> =>
  sendRaw(started.serving.url, 'POST', { ...json, ...headers }, body);

const ask = (era: Era, headers: Record<string, string>): Promise<HttpAnswer> =>
  send({ ...raw[era].headers, ...headers }, raw[era].body);

/** The product's own server, asked by a real client of that era with this token. */
function client(era: Era, token: string): Promise<ClientDriver> {
  const driver = era === '2026-07-28' ? modern : oldEra;
  return driver.connectHttp(started.serving.url, bearer(token));
}

/** A request in a session that is there. */
const inSession = (id: string, headers: Record<string, string>): Promise<HttpAnswer> =>
  send(
    { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25', ...headers },
    JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }),
  );

describe('in the audit log stands', () => {
  const from = { address: '127.0.0.1', path: '/mcp' };
  const entry = (status: number, why: string, token: string | null) => ({
    caller: { surface: 'mcp-http', client: null, token },
    event: { type: 'access-refused', status, why: expect.stringContaining(why), ...from },
  });

  test('every request that is refused at the door, with the name of its token where that is known', async () => {
    const token = await newToken('all');
    const { headers, body } = raw['2026-07-28'];
    const [old, future] = [await newToken('all', 'old'), await newToken('all', 'future')];
    expect((await send({}, body)).status).toBe(401);
    expect((await send({ ...headers, ...bearer(token), host: 'evil.example' }, body)).status).toBe(403);
    expect((await send({ ...bearer(token), ...headers }, `{"pad":"${'x'.repeat(4_200_000)}"}`)).status).toBe(413);
    expect((await sendRaw(started.serving.url, 'POST', { ...json, origin: 'https://evil.example' })).status).toBe(403);
    await tokens.close();
    const path = join(folder, 'tokens.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    for (const each of file.tokens) {
      if (each.name === 'old') each.expires = each.created;
      if (each.name === 'future') each.scope = 'admin';
    }
    writeFileSync(path, JSON.stringify(file));
    clock.advance(3_600_000);
    expect((await ask('2026-07-28', bearer(old))).status).toBe(401);
    expect((await ask('2026-07-28', bearer(future))).status).toBe(403);
    expect(started.rollcall.accesses).toEqual([
      entry(401, 'Missing', null),
      entry(403, 'Host', null),
      entry(413, '4 MiB', 'ci'),
      entry(403, 'Origin', null),
      entry(401, 'expired', 'old'),
      entry(403, 'scope', 'future'),
    ]);
    expect(started.rollcall.requests).toEqual([]);
  });

  test('a session that another token opened, and a broken token file', async () => {
    const [first, second] = [await newToken('all', 'a'), await newToken('all', 'b')];
    const id = String((await ask('2025-11-25', bearer(first))).headers['mcp-session-id']);
    expect((await inSession(id, bearer(second))).status).toBe(404);
    await tokens.close();
    writeFileSync(join(folder, 'tokens.json'), 'nonsense');
    expect((await ask('2026-07-28', bearer(first))).status).toBe(500);
    expect(started.rollcall.accesses).toEqual([entry(404, 'another token', 'b'), entry(500, 'cannot be read', null)]);
  });

  test('no token, wherever it was put', async () => {
    const token = await newToken('all');
    const paths = [`/mcp?access_token=${token}`, `/mcp/${token}`, `/${token}`];
    for (const path of paths) await sendRaw(started.serving.url, 'POST', json, JSON.stringify({ token }), path);
    await sendRaw(started.serving.url, 'POST', { ...json, host: token }, '', `/${token}`);
    await send({ authorization: `Basic ${token}`, 'x-forwarded-for': token }, token);
    expect(started.rollcall.accesses.length).toBe(4);
    expect(JSON.stringify(started.rollcall.accesses)).not.toContain(token);
    expect(logged).not.toContain(token);
  });

  test('an address only, whatever comes in the place of one behind a proxy', async () => {
    const token = await newToken('all');
    await started.serving.close();
    started = await startHttp({}, { tokens, clock, behindProxy: true });
    const forwarded = ['192.0.2.7', token, '192.0.2.7, 2001:db8::7', `2001:db8::7, ${token}`];
    for (const each of forwarded) await send({ 'x-forwarded-for': each }, '{}');
    const addresses = started.rollcall.accesses.map(({ event }) => 'address' in event && event.address);
    expect(addresses).toEqual(['192.0.2.7', '(unknown)', '2001:db8::7', '(unknown)']);
  });

  test.each(eras)('a run outside the token that is asked for over protocol %s', async (era) => {
    const run = await started.rollcall.startRun({ devices: 'core1', command: 'show version' });
    const mcp = await client(era, await newToken('lab1'));
    await mcp.callTool('cancel_run', { run_id: run.runId });
    await mcp.callTool('get_run', { run_id: run.runId, wait_s: 0 });
    await mcp.callTool('get_output', { run_id: 'NONE', device: 'lab1' });
    await mcp.close();
    const caller = { surface: 'mcp-http', token: 'ci' };
    const asked = { type: 'run-hidden', run_id: run.runId };
    expect(started.rollcall.accesses).toMatchObject([
      { caller, event: { ...asked, asked: 'cancel' } },
      { caller, event: { ...asked, asked: 'read' } },
    ]);
  });
});
