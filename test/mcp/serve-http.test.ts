import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import * as aiSdk from '../support/clients/ai-sdk.mjs';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { startHttp } from '../support/mcp-harness.ts';
import { type HttpAnswer, sendRaw } from '../support/raw-http.ts';
import { sampleDevice } from '../support/sample-device.ts';

type Started = Awaited<ReturnType<typeof startHttp>>;

let started: Started;
afterEach(async () => {
  await started.serving.close();
  await started.serving.ended;
  // No session's idle timer and no waiting tool call is left.
  expect(started.clock.pending).toBe(0);
});

const send = (method: string, headers: Record<string, string>, body = '', path = '/mcp'): Promise<HttpAnswer> =>
  sendRaw(started.serving.url, method, headers, body, path);

const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const initialize = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

async function openSession(): Promise<string> {
  const answer = await send('POST', json, initialize);
  expect(answer.status).toBe(200);
  return String(answer.headers['mcp-session-id']);
}

function inSession(id: string, method: string, body = ''): Promise<HttpAnswer> {
  return send(method, { ...json, 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' }, body);
}

const listTools = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' });

async function stillServes(): Promise<void> {
  const client = await modern.connectHttp(started.serving.url);
  expect((await client.listTools()).length).toBeGreaterThan(0);
  await client.close();
}

describe('a bad request', () => {
  test.each([
    ['a foreign Host', { ...json, host: 'evil.example' }, 403],
    ['a foreign Origin', { ...json, origin: 'https://evil.example' }, 403],
    ['an opaque Origin', { ...json, origin: 'null' }, 403],
    ['a foreign Origin that begins like ours', { ...json, origin: 'http://localhost.evil.example' }, 403],
    ['a media type that is not JSON', { ...json, 'content-type': 'text/plain' }, 415],
  ])('with %s is refused and the server stays up', async (_what, headers, status) => {
    started = await startHttp();
    const answer = await send('POST', headers, initialize);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', error: { code: -32_000 } });
    await stillServes();
  });

  test.each(['this is no JSON', '{"jsonrpc":', '"text"'])(
    'with the body %s is a JSON-RPC parse error',
    async (body) => {
      started = await startHttp();
      const answer = await send('POST', json, body);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: -32_700 }, id: null });
      await stillServes();
    },
  );

  test.each(['TRACE', 'PUT', 'PATCH'])('with the method %s is 405', async (method) => {
    started = await startHttp();
    const answer = await send(method, {});
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, POST, DELETE']);
  });

  test('nested beyond all sense, or with a Host that is none, is a client error', async () => {
    started = await startHttp();
    const nested = await send('POST', json, '['.repeat(100_000) + ']'.repeat(100_000));
    expect(nested.status).toBe(400);
    const host = await send('POST', { ...json, host: 'evil.example@127.0.0.1' }, initialize);
    expect(host.status).toBeGreaterThanOrEqual(400);
    expect(host.status).toBeLessThan(500);
  });

  test('with a body over 4 MiB is refused with 413', async () => {
    started = await startHttp();
    const big = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', pad: 'x'.repeat(4_200_000) });
    const answer = await send('POST', json, big);
    expect(answer.status).toBe(413);
    await stillServes();
  });

  test('with a body of 3 MB is served', async () => {
    started = await startHttp();
    const id = await openSession();
    const padded = JSON.stringify({ ...JSON.parse(listTools), params: { _meta: { pad: 'x'.repeat(3_000_000) } } });
    expect((await inSession(id, 'POST', padded)).status).toBe(200);
    await inSession(id, 'DELETE');
  });

  test('to another path is 404', async () => {
    started = await startHttp();
    for (const path of ['/', '/mcpx', '/mcp/more']) {
      const answer = await send('POST', json, initialize, path);
      expect(answer.status).toBe(404);
      expect(answer.body).toContain('/mcp');
    }
  });

  test('that is not HTTP at all harms nobody', async () => {
    started = await startHttp();
    const { hostname, port } = new URL(started.serving.url);
    const socket = connect(Number(port), hostname);
    socket.write('SSH-2.0-OpenSSH_9.2\r\n');
    await new Promise((resolve) => socket.on('close', resolve).resume());
    await stillServes();
  });
});

describe('what may be served', () => {
  test('every loopback name in Host, and a loopback Origin, are let in', async () => {
    started = await startHttp();
    const { port } = new URL(started.serving.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const answer = await send('POST', { ...json, host, origin: 'http://localhost:6274' }, initialize);
      expect(answer.status).toBe(200);
    }
  });

  test('another address without a token or TLS, a port in use and a port out of range are refused with a hint', async () => {
    started = await startHttp();
    const port = Number(new URL(started.serving.url).port);
    const refusal = { code: 'bad_request', hint: expect.any(String) };
    await expect(startHttp({}, { host: '0.0.0.0' })).rejects.toMatchObject(refusal);
    await expect(startHttp({}, { port })).rejects.toMatchObject({
      ...refusal,
      message: expect.stringContaining('in use'),
    });
    await expect(startHttp({}, { port: 70_000 })).rejects.toMatchObject(refusal);
  });
});

describe('sessions of older clients', () => {
  test('a request without a session, and one with an unknown session, say what to do', async () => {
    started = await startHttp();
    expect((await send('POST', json, listTools)).status).toBe(400);
    expect((await send('GET', { ...json, accept: 'text/event-stream' })).status).toBe(400);
    const unknown = await inSession('11111111-2222-3333-4444-555555555555', 'POST', listTools);
    expect(unknown.status).toBe(404);
    expect(unknown.body).toContain('initialize again');
  });

  test('DELETE ends a session and cancels what it was waiting for', async () => {
    started = await startHttp({ devices: [sampleDevice('r1')] });
    const id = await openSession();
    const call = { name: 'execute_command_batch', arguments: { devices: 'all', command: 'show version' } };
    const waiting = inSession(
      id,
      'POST',
      JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: call }),
    );
    const run = await started.rollcall.nthRun(1);
    expect((await inSession(id, 'DELETE')).status).toBe(200);
    await run.ended;
    await waiting;
    expect(run.view.state).toBe('cancelled');
    expect((await inSession(id, 'POST', listTools)).status).toBe(404);
  });

  test('a session unused for 30 minutes is closed, a used one is not', async () => {
    started = await startHttp();
    const unused = await openSession();
    const used = await openSession();
    started.clock.advance(20 * 60_000);
    expect((await inSession(used, 'POST', listTools)).status).toBe(200);
    started.clock.advance(20 * 60_000);
    expect((await inSession(unused, 'POST', listTools)).status).toBe(404);
    expect((await inSession(used, 'POST', listTools)).status).toBe(200);
  });

  test('beyond the bound the one unused for longest goes; if all are at work, the new one is refused', async () => {
    started = await startHttp({ devices: [sampleDevice('r1')] }, { maxSessions: 2 });
    const first = await openSession();
    const second = await openSession();
    expect((await inSession(first, 'POST', listTools)).status).toBe(200);
    const third = await openSession();
    expect((await inSession(second, 'POST', listTools)).status).toBe(404);

    const call = { name: 'execute_command_batch', arguments: { devices: 'all', command: 'show version' } };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: call });
    const waiting = [inSession(first, 'POST', body), inSession(third, 'POST', body)];
    const runs = [await started.rollcall.nthRun(1), await started.rollcall.nthRun(2)];
    expect((await send('POST', json, initialize)).status).toBe(503);
    for (const run of runs) {
      run.answer('r1', 'ok\n');
      run.finish();
    }
    for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(200);
  });
});

describe('close', () => {
  test('ends sessions, waiting calls, open streams and sockets, and can be called twice', async () => {
    started = await startHttp({ devices: [sampleDevice('r1')] });
    const { url } = started.serving;
    const clients = [await oldEra.connectHttp(url), await modern.connectHttp(url), await aiSdk.connectHttp(url)];
    const args = { devices: 'all', command: 'show version' };
    const calls = clients.map((client) =>
      client.callTool('execute_command_batch', args).then(
        () => 'answered',
        () => 'refused',
      ),
    );
    await started.rollcall.nthRun(3);
    await Promise.all([started.serving.close(), started.serving.close()]);
    await Promise.all(started.rollcall.runs.map((run) => run.ended));
    expect(started.rollcall.runs.map((run) => run.view.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    await expect(send('POST', json, initialize)).rejects.toThrow('ECONNREFUSED');
    await Promise.all(clients.map((client) => client.close().catch(() => {})));
    expect(await calls[1]).toBe('refused');
  });
});
