import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AccessScope, TokenStore } from '../../src/model/access-token.ts';
import type { SdkDriver } from '../support/clients/client-driver.d.mts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { FakeClock } from '../support/fake-clock.ts';
import { type Era, eras, startHttp, textOf } from '../support/mcp-harness.ts';
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

/** What a newer rollcall, which knows more scopes, would have written. */
function giveScope(scope: string): void {
  const path = join(folder, 'tokens.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"scope": "read"', `"scope": "${scope}"`));
}

const send = (headers: Record<string, string>, body: string): Promise<HttpAnswer> =>
  sendRaw(started.serving.url, 'POST', { ...json, ...headers }, body);

const ask = (era: Era, headers: Record<string, string>): Promise<HttpAnswer> =>
  send({ ...raw[era].headers, ...headers }, raw[era].body);

/** The product's own server, asked by a real client of that era with this token. */
function client(era: Era, token: string): Promise<SdkDriver> {
  const driver = era === '2026-07-28' ? modern : oldEra;
  return driver.connectHttp(started.serving.url, bearer(token));
}

describe.each(eras)('a request of protocol %s', (era) => {
  test('needs no token on loopback while there is none, and needs one as soon as there is', async () => {
    expect((await ask(era, {})).status).toBe(200);
    const runs = started.rollcall.runs.length;
    const token = await newToken('all');
    expect((await ask(era, {})).status).toBe(401);
    expect(started.rollcall.runs).toHaveLength(runs);
    expect((await ask(era, bearer(token))).status).toBe(200);
  });

  test('watches no run beyond the devices of its token, as little as one that there is not', async () => {
    const whole = await client(era, await newToken('all'));
    const lab = await client(era, await newToken('lab1', 'lab'));
    await whole.callTool('execute_command_batch', { devices: 'core1', command: 'show version', wait_s: 0 });
    await lab.callTool('execute_command_batch', { devices: 'lab1', command: 'show version', wait_s: 0 });
    for (const hidden of ['RUN1', 'NONE']) {
      await expect(lab.watch(`rollcall://runs/${hidden}`, () => {})).rejects.toThrow(/unknown_run|not watched/);
    }
    await lab.watch('rollcall://runs/RUN2', () => {});
    await Promise.all([whole.close(), lab.close()]);
  });

  test.each([
    ['no token', {}],
    ['a wrong token', bearer(`rc_${randomBytes(32).toString('base64url')}`)],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic cm9vdDpyb290' }],
  ])('with %s is 401 with a challenge, and nothing runs', async (_what, headers) => {
    await newToken('all');
    const answer = await ask(era, headers);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token".*scope="read"/);
    expect(answer.headers['mcp-session-id']).toBeUndefined();
    expect(started.rollcall.requests).toEqual([]);
  });

  test('with an expired token is 401, from the moment on', async () => {
    const token = await newToken('all');
    clock.advance(90 * day - 1);
    expect((await ask(era, bearer(token))).status).toBe(200);
    const before = started.rollcall.requests.length;
    clock.advance(1);
    const answer = await ask(era, bearer(token));
    expect([answer.status, answer.body]).toEqual([401, expect.stringContaining('expired')]);
    expect(started.rollcall.requests).toHaveLength(before);
  });

  test('with a token revoked by another process is 401 at once, also if it was the last one', async () => {
    const token = await newToken('all');
    expect((await ask(era, bearer(token))).status).toBe(200);
    const before = started.rollcall.requests.length;
    expect(await tokenStoreIn(clock, folder).revoke('ci')).toBe(true);
    expect((await ask(era, bearer(token))).status).toBe(401);
    expect((await ask(era, {})).status).toBe(401);
    expect(started.rollcall.requests).toHaveLength(before);
  });

  test('with a token that may also change things gets in', async () => {
    const token = await newToken('all', 'ci', 'change');
    expect((await ask(era, bearer(token))).status).toBe(200);
  });

  test.each(['admin', 'READ', 'read change'])('with a token of the unknown scope %j is 403', async (scope) => {
    const token = await newToken('all');
    giveScope(scope);
    const answer = await ask(era, bearer(token));
    expect(answer.status).toBe(403);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer error="insufficient_scope"/);
    expect(started.rollcall.requests).toEqual([]);
  });

  test.each([
    ['Host', { host: 'evil.example' }],
    ['Origin', { origin: 'https://evil.example' }],
  ])('with a good token but a foreign %s is 403', async (_what, headers) => {
    const token = await newToken('all');
    expect((await ask(era, { ...bearer(token), ...headers })).status).toBe(403);
    expect(started.rollcall.requests).toEqual([]);
  });

  test('with a good token but a body over 4 MiB is 413', async () => {
    const token = await newToken('all');
    const big = `${raw[era].body.slice(0, -1)},"pad":"${'x'.repeat(4_200_000)}"}`;
    expect((await send({ ...raw[era].headers, ...bearer(token) }, big)).status).toBe(413);
    expect(started.rollcall.requests).toEqual([]);
  });

  test('where the token file cannot be trusted is 500: nobody gets in', async () => {
    const token = await newToken('all');
    writeFileSync(join(folder, 'tokens.json'), '{"version":1,"tok');
    const answer = await ask(era, bearer(token));
    expect(answer.status).toBe(500);
    expect(started.rollcall.requests).toEqual([]);
    expect(logged).toContain('access tokens cannot be read');
  });

  test('for devices outside the selector is refused as a whole, and nothing runs', async () => {
    const mcp = await client(era, await newToken('lab1,lab2'));
    for (const devices of ['core1', 'lab1,core1', ['lab2', 'nowhere']]) {
      const answer = await mcp.callTool('execute_command_batch', { devices, command: 'show version' });
      expect(answer.isError).toBe(true);
      expect(textOf(answer)).toMatch(/^not_permitted: .*\n.*lab1,lab2/);
    }
    expect(started.rollcall.requests).toEqual([]);
    const refusal = { caller: { surface: 'mcp-http', token: 'ci' }, code: 'not_permitted' };
    expect(started.rollcall.refusals).toMatchObject([refusal, refusal, refusal]);
    await mcp.close();
  });

  test('for its own devices runs, and list_devices shows these alone', async () => {
    const mcp = await client(era, await newToken('lab1,lab2'));
    const listed = await mcp.callTool('list_devices', {});
    expect(listed.structuredContent).toMatchObject({ total: 2, selector: 'lab[1-2]' });
    expect(JSON.stringify(listed)).not.toContain('core');
    const answer = await mcp.callTool('execute_command_batch', { devices: 'all', command: 'show version', wait_s: 0 });
    expect(answer.structuredContent).toMatchObject({ devices: 'lab[1-2]' });
    expect(started.rollcall.requests).toMatchObject([{ devices: ['"lab1","lab2"'] }]);
    await mcp.callTool('cancel_run', { run_id: 'RUN1' });
    const caller = { surface: 'mcp-http', client: { name: expect.any(String) }, token: 'ci' };
    expect(started.rollcall.callers).toMatchObject([caller, caller]);
    await mcp.close();
  });

  test('sees runs of others only within its devices', async () => {
    const mine = await started.rollcall.startRun({ devices: 'lab1', command: 'show version' });
    const others = await started.rollcall.startRun({ devices: 'lab1,core1', command: 'show version' });
    const mcp = await client(era, await newToken('lab1,lab2'));
    const list = await mcp.callTool('list_runs', {});
    expect(list.structuredContent).toMatchObject({ runs: [{ run_id: mine.runId }] });
    for (const [tool, args] of [
      ['get_run', { run_id: others.runId, wait_s: 0 }],
      ['get_output', { run_id: others.runId, device: 'lab1' }],
      ['cancel_run', { run_id: others.runId }],
    ] as const) {
      expect(textOf(await mcp.callTool(tool, args))).toMatch(/^unknown_run: /);
    }
    expect(others.view.state).toBe('running');
    expect((await mcp.callTool('get_run', { run_id: mine.runId, wait_s: 0 })).isError).toBeUndefined();
    expect((await mcp.callTool('cancel_run', { run_id: mine.runId })).structuredContent).toMatchObject({
      result: 'cancelled',
    });
    await mcp.close();
  });
});

/** A request in a session that is there. */
const inSession = (id: string, headers: Record<string, string>): Promise<HttpAnswer> =>
  send(
    { 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25', ...headers },
    JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }),
  );

describe('a session of an older client', () => {
  test('is of use to the token that opened it only', async () => {
    const [first, second] = [await newToken('all', 'a'), await newToken('all', 'b')];
    const id = String((await ask('2025-11-25', bearer(first))).headers['mcp-session-id']);
    expect((await inSession(id, bearer(second))).status).toBe(404);
    expect((await inSession(id, {})).status).toBe(401);
    expect((await inSession(id, bearer(first))).status).toBe(200);
  });

  test('from before there were tokens is closed to everyone, and so is one of an earlier token of that name', async () => {
    const open = String((await ask('2025-11-25', {})).headers['mcp-session-id']);
    const first = await newToken('all');
    expect((await inSession(open, bearer(first))).status).toBe(404);
    const id = String((await ask('2025-11-25', bearer(first))).headers['mcp-session-id']);
    await tokens.revoke('ci');
    expect((await inSession(id, bearer(await newToken('lab1')))).status).toBe(404);
  });
});

describe('failed attempts', () => {
  test('beyond ten in a minute are 429 with Retry-After; a good token still gets in', async () => {
    const token = await newToken('all');
    const wrong = bearer('rc_wrong');
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await ask('2026-07-28', wrong)).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    clock.advance(20_000);
    expect((await ask('2026-07-28', wrong)).headers['retry-after']).toBe('40');
    expect((await ask('2026-07-28', bearer(token))).status).toBe(200);
    clock.advance(40_000);
    expect((await ask('2026-07-28', wrong)).status).toBe(401);
  });

  test('and what was sent with them are not logged, nor is a good token', async () => {
    const good = await newToken('all');
    const wrong = `rc_${randomBytes(32).toString('base64url')}`;
    const canary = randomBytes(16).toString('hex');
    await send(bearer(wrong), canary);
    await send(bearer(good), canary);
    await ask('2025-11-25', bearer(good));
    expect(logged).toContain('"status":401');
    for (const secret of [good, wrong, canary]) expect(logged).not.toContain(secret);
  });
});
