import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFleet } from '../../src/sim/start-fleet.ts';
import { documentOf, rollcall, startRollcall } from '../support/built-command.ts';
import * as modern from '../support/clients/modern.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** One ping a second. */
const pings = (count: number): string => `ping 10.0.0.1 count ${count}`;

async function servedFleet(env: Readonly<Record<string, string>> = {}) {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 2, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const running = new Promise<void>((resolve) => {
    fleet.events.on('exec', () => {
      if (fleet.events.total().openChannels === 2) resolve();
    });
  });
  const server = startRollcall(home, ['serve', '--http', '0', '-i', inventory], { env });
  const [url] = await server.said('stderr', /http:\/\/\S+(?=\n)/);
  const client = await modern.connectHttp(url);
  onTestFinished(() => client.close());
  return { home, fleet, running, server, client };
}

const onlyRun = async (home: string) => {
  const runId = readdirSync(join(home, 'state', 'runs')).join();
  return documentOf(await rollcall(home, ['show', runId, '--json', '--view', 'per-device']));
};

describe('SIGTERM to a server', () => {
  it('lets the commands that run end, answers who waits, refuses new work, loses nothing and exits 0', async () => {
    const { home, fleet, running, server, client } = await servedFleet({ ROLLCALL_SHUTDOWN_GRACE_S: '30' });
    const call = client.callTool('execute_command_batch', { devices: 'all', command: [pings(3), 'show version'] });
    await running;
    server.child.kill('SIGTERM');
    await server.said('stderr', /ending: a run is under way; commands that run have 30 s/);
    const refused = await client.callTool('execute_command_batch', { devices: 'all', command: 'show version' });
    expect(refused).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('shutting down') }] });
    const answer = await call;
    const ended = await server.ended;
    expect(ended.status).toBe(0);
    expect(answer.structuredContent).toMatchObject({
      state: 'cancelled',
      summary: { total: 4, by_outcome: { ok: 2, skipped: 2 } },
    });
    const kept = await onlyRun(home);
    expect(kept.summary).toMatchObject({ pending: 0, by_outcome: { ok: 2, skipped: 2 } });
    expect(kept.results?.map(({ output }) => output?.includes('3 packets transmitted') ?? null)).toEqual([
      ...[true, null],
      ...[true, null],
    ]);
    await expect.poll(() => fleet.events.total()).toMatchObject({ openConnections: 0, openChannels: 0 });
  });

  it('cancels after the grace what still runs, and keeps what it said', async () => {
    const { home, fleet, running, server, client } = await servedFleet({ ROLLCALL_SHUTDOWN_GRACE_S: '0.5' });
    const started = await client.callTool('execute_command_batch', {
      ...{ devices: 'all', command: pings(60), wait_s: 0 },
    });
    expect(started.structuredContent).toMatchObject({ state: 'running' });
    await running;
    server.child.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);
    const kept = await onlyRun(home);
    expect(kept).toMatchObject({ state: 'cancelled', summary: { pending: 0, by_outcome: { cancelled: 2 } } });
    expect(kept.results?.every(({ output }) => output?.includes('PING'))).toBe(true);
    await expect.poll(() => fleet.events.total()).toMatchObject({ openConnections: 0, openChannels: 0 });
  });

  it('a second one ends it at once', async () => {
    const { home, running, server, client } = await servedFleet({ ROLLCALL_SHUTDOWN_GRACE_S: '600' });
    await client.callTool('execute_command_batch', { devices: 'all', command: pings(60), wait_s: 0 });
    await running;
    server.child.kill('SIGTERM');
    await server.said('stderr', /ending: /);
    server.child.kill('SIGTERM');
    expect((await server.ended).status).toBe(130);
    expect(await onlyRun(home)).toMatchObject({ state: 'interrupted', summary: { pending: 0 } });
  });
});

it('the end of stdin lets a run in the background end within the grace', async () => {
  const home = temporaryFolder();
  const inventory = join(home, 'devices.yaml');
  const fleet = await startFleet({ count: 2, inventoryOut: inventory });
  onTestFinished(() => fleet.close());
  const send = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
  const server = startRollcall(home, ['serve', '-i', inventory], {
    input: null,
    env: { ROLLCALL_SHUTDOWN_GRACE_S: '30' },
  });
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
  server.child.stdin.write(send({ id: 1, method: 'initialize', params }));
  await server.said('stdout', /"id":1/);
  server.child.stdin.write(send({ method: 'notifications/initialized' }));
  const args = { devices: 'all', command: pings(3), wait_s: 0 };
  const call = { name: 'execute_command_batch', arguments: args };
  const running = new Promise<void>((resolve) => {
    fleet.events.on('exec', () => {
      if (fleet.events.total().openChannels === 2) resolve();
    });
  });
  server.child.stdin.write(send({ id: 2, method: 'tools/call', params: call }));
  await server.said('stdout', /"id":2/);
  await running;
  server.child.stdin.end();
  expect((await server.ended).status).toBe(0);
  expect(await onlyRun(home)).toMatchObject({ state: 'finished', summary: { succeeded: 2 } });
  expect(fleet.events.total().openChannels).toBe(0);
});
