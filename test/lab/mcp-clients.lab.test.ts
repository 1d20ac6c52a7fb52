import { describe, expect, it, onTestFinished } from 'vitest';
import { runDocumentSchema } from '../../src/model/run-document.ts';
import { answers, builtMain, ownEnvironment } from '../support/built-command.ts';
import * as aiSdk from '../support/clients/ai-sdk.mjs';
import type { ClientDriver, Connect, StdioTarget, ToolResult } from '../support/clients/client-driver.d.mts';
import * as modern from '../support/clients/modern.mjs';
import * as oldEra from '../support/clients/old-era.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectBgpSummary, expectRoutes } from './expected-answers.ts';
import { openLab } from './lab.ts';
import { type DeviceKeys, writeLabInventory } from './lab-inventory.ts';

const lab = openLab();

async function serve(connect: Connect<StdioTarget>, single: Record<string, DeviceKeys> = {}): Promise<ClientDriver> {
  const home = temporaryFolder();
  const inventory = writeLabInventory(lab, home, {}, single);
  const client = await connect({
    command: process.execPath,
    args: [builtMain, 'serve', '--inventory', inventory],
    env: ownEnvironment(home),
  });
  onTestFinished(() => client.close());
  return client;
}

const text = (result: ToolResult): string => result.content.map((part) => part.text ?? '').join('\n');
const clockRuns = (router: number): boolean => lab.processes(router).length > 0;

const clients: readonly (readonly [string, Connect<StdioTarget>])[] = [
  ['@modelcontextprotocol/sdk 1.x (2025-11-25)', oldEra.connectStdio],
  ['@modelcontextprotocol/client 2.x (2026-07-28)', modern.connectStdio],
  ['@ai-sdk/mcp', aiSdk.connectStdio],
];

describe.each(clients)('the MCP server, asked by %s, against FRR', (_name, connect) => {
  it('answers for all ten routers, as data and as text', async () => {
    const client = await serve(connect);
    const devices = await client.callTool('list_devices', {});
    expect(devices.structuredContent).toMatchObject({ total: 10, selector: 'r[1-10]' });

    const result = await client.callTool('execute_command_batch', {
      devices: 'all',
      command: ['show ip route', 'show bgp summary'],
      max_chars: 200_000,
    });
    expect(result.isError ?? false).toBe(false);
    const document = runDocumentSchema.parse(result.structuredContent);
    expect(document.summary).toMatchObject({ total: 20, succeeded: 20, failed: 0, pending: 0 });
    expect(document.truncated).toBeNull();
    const routes = answers(document, 'show ip route');
    const summaries = answers(document, 'show bgp summary');
    for (const router of lab.routers) {
      expectRoutes(routes.get(`r${router}`) ?? '', router, 10);
      expectBgpSummary(summaries.get(`r${router}`) ?? '', router, 10);
      expect(text(result)).toContain(`BGP router identifier 10.255.0.${router}, local AS number ${65_000 + router} `);
    }
  });

  it('says that a command which every router rejects has failed, and how', async () => {
    const client = await serve(connect);
    const result = await client.callTool('execute_command_batch', { devices: 'all', command: 'show verson' });
    expect(result.isError).toBe(true);
    expect(text(result)).toContain('% Unknown command: show verson');
    expect(text(result)).toContain('r[1-10]');
  });

  it('keeps partial failure as data', async () => {
    const client = await serve(connect, { r3: { auth: [{ password: { env: 'LAB_NO_SUCH_VARIABLE' } }] } });
    const result = await client.callTool('execute_command_batch', { devices: 'r[1-4]', command: 'show version' });
    expect(result.isError ?? false).toBe(false);
    const document = runDocumentSchema.parse(result.structuredContent);
    expect(document.summary.by_outcome).toEqual({ ok: 3, auth_failed: 1 });
    expect(document.failures).toEqual([expect.objectContaining({ devices: 'r3', phase: 'credentials' })]);
    expect(text(result)).toContain('r3');
  });

  it('cancels a run by its id, and the router stops', async () => {
    const client = await serve(connect);
    const started = await client.callTool('execute_command_batch', {
      devices: 'r6',
      command: 'show lab-clock',
      wait_s: 0,
    });
    const { run_id } = runDocumentSchema.parse(started.structuredContent);
    await expect.poll(() => clockRuns(6), { timeout: 5_000 }).toBe(true);
    await client.callTool('cancel_run', { run_id });
    await expect.poll(() => clockRuns(6), { timeout: 1_000 }).toBe(false);
    const ended = await client.callTool('get_run', { run_id, wait_s: 5 });
    expect(ended.structuredContent).toMatchObject({ state: 'cancelled', summary: { by_outcome: { cancelled: 1 } } });
  });
});

// The AI SDK sends no cancel: aborting a call there only stops waiting.
describe.each(clients.slice(0, 2))('a cancel by %s', (_name, connect) => {
  it('closes the channel on the router within a second', async () => {
    const client = await serve(connect);
    const cancel = new AbortController();
    const call = client.callTool(
      'execute_command_batch',
      { devices: 'r5', command: 'show lab-clock' },
      { signal: cancel.signal },
    );
    const rejected = expect(call).rejects.toThrow();
    await expect.poll(() => clockRuns(5), { timeout: 5_000 }).toBe(true);
    cancel.abort();
    await rejected;
    await expect.poll(() => clockRuns(5), { timeout: 1_000 }).toBe(false);
    // The connection outlives the cancelled command.
    const next = await client.callTool('execute_command_batch', { devices: 'r5', command: 'show version' });
    const { results } = runDocumentSchema.parse(next.structuredContent);
    expect(results).toEqual([expect.objectContaining({ outcome: 'ok' })]);
  });
});
