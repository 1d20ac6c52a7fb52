import { type ClientRequest, request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { startHttp } from '../support/mcp-harness.ts';
import { sendRaw } from '../support/raw-http.ts';
import { json, rawRequests } from '../support/raw-mcp.ts';
import { sampleDevice } from '../support/sample-device.ts';

let started: Awaited<ReturnType<typeof startHttp>>;
afterEach(async () => {
  await started.serving.close();
  expect(started.clock.pending).toBe(0);
});

/** A POST whose answer nobody may come to read. */
function post(headers: Record<string, string>, body: string): ClientRequest {
  const { hostname, port } = new URL(started.serving.url);
  const options = { hostname, port, path: '/mcp', method: 'POST', headers: { ...json, ...headers }, agent: false };
  return request(options)
    .on('error', () => {})
    .end(body);
}

const callOf = (args: Record<string, unknown>) => ({
  name: 'execute_command_batch',
  arguments: { devices: 'all', command: 'show version', ...args },
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an HTTP client of 2026-07-28 that goes away', () => {
  async function callAndVanish(args: Record<string, unknown>) {
    started = await startHttp({ devices: [sampleDevice('r1')] });
    const { headers, body } = rawRequests['2026-07-28'];
    const { params, ...message } = JSON.parse(body);
    const outgoing = post(headers, JSON.stringify({ ...message, params: { ...params, ...callOf(args) } }));
    const run = await started.rollcall.nthRun(1);
    await run.waitedFor;
    outgoing.destroy();
    return run;
  }

  test('ends the run that it was waiting for', async () => {
    const run = await callAndVanish({});
    await run.ended;
    expect(run.cancelledBecause).toBe('the client cancelled the request');
  });

  test('leaves one in the background alone', async () => {
    const run = await callAndVanish({ background: true });
    // The wait is the only timer: it ends when the server has seen that the client is gone.
    await expect.poll(() => started.clock.pending).toBe(0);
    expect(run.view.state).toBe('running');
  });
});

describe('an older HTTP client that goes away', () => {
  let session: Record<string, string>;

  async function callAndVanish(args: Record<string, unknown>) {
    started = await startHttp({ devices: [sampleDevice('r1')] });
    const opened = await sendRaw(started.serving.url, 'POST', json, rawRequests['2025-11-25'].body);
    session = { 'mcp-session-id': String(opened.headers['mcp-session-id']), 'mcp-protocol-version': '2025-11-25' };
    const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: callOf(args) };
    const outgoing = post(session, JSON.stringify(message));
    const run = await started.rollcall.nthRun(1);
    await run.waitedFor;
    const before = started.clock.pending;
    outgoing.destroy();
    // The idle timer, and what waits for the client to come back.
    await expect.poll(() => started.clock.pending).toBe(before + 2);
    return run;
  }

  test('and does not come back within a minute ends the run that it was waiting for', async () => {
    const run = await callAndVanish({ wait_s: 600 });
    started.clock.advance(59_999);
    await turn();
    expect(run.view.state).toBe('running');
    started.clock.advance(1);
    await run.ended;
    expect(run.cancelledBecause).toBe('the client cancelled the request');
  });

  test('and comes back keeps its run and its session: a lost connection is no cancel', async () => {
    const run = await callAndVanish({ wait_s: 600 });
    started.clock.advance(50_000);
    const listTools = JSON.stringify({ jsonrpc: '2.0', id: 8, method: 'tools/list' });
    expect((await sendRaw(started.serving.url, 'POST', { ...json, ...session }, listTools)).status).toBe(200);
    started.clock.advance(120_000);
    await turn();
    expect(run.view.state).toBe('running');
  });

  test('leaves one in the background alone', async () => {
    const run = await callAndVanish({ wait_s: 600, background: true });
    started.clock.advance(120_000);
    await turn();
    expect(run.view.state).toBe('running');
  });

  test('and whose session is then closed takes the run along', async () => {
    const run = await callAndVanish({ wait_s: 600 });
    await sendRaw(started.serving.url, 'DELETE', { ...json, ...session });
    await run.ended;
    expect(run.view.state).toBe('cancelled');
  });
});
