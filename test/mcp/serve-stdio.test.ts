import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createMcpFactory } from '../../src/mcp/create-mcp-factory.ts';
import { serveMcpStdio } from '../../src/mcp/serve-stdio.ts';
import { noMasks } from '../../src/model/masker.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRollcall } from '../support/fake-rollcall.ts';
import { silentLogger } from '../support/silent-logger.ts';

async function start() {
  const clock = new FakeClock();
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: unknown, message: string) => warnings.push(message) };
  const settings = { wait_s: 45, max_chars: 40_000, changes: false };
  const rollcall = new FakeRollcall({ clock });
  const factory = createMcpFactory({
    rollcall,
    settings,
    masker: noMasks,
    version: '0.0.0-test',
    surface: 'mcp-stdio',
    clock,
    logger,
  });
  const input = new PassThrough();
  const output = new PassThrough({ encoding: 'utf8' });
  const serving = await serveMcpStdio(factory, { logger, clock, input, output });
  let text = '';
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  output.on('data', (chunk: string) => {
    text += chunk;
    const parts = text.split('\n');
    text = parts.pop() ?? '';
    lines.push(...parts);
    for (const resolve of waiting.splice(0)) resolve();
  });
  async function ask(message: unknown): Promise<unknown> {
    const before = lines.length;
    input.write(`${JSON.stringify(message)}\n`);
    while (lines.length === before) await new Promise<void>((resolve) => waiting.push(resolve));
    return JSON.parse(lines[before] ?? '');
  }
  return { serving, input, lines, warnings, ask, rest: () => text };
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

test('a line that is no JSON is skipped, one that is no message is logged, and nothing but frames goes out', async () => {
  const { serving, input, lines, warnings, ask, rest } = await start();
  input.write('this is no JSON\n{"half":\n');
  const answer = await ask(initialize);
  expect(answer).toMatchObject({
    id: 1,
    result: {
      protocolVersion: '2025-11-25',
      serverInfo: { name: 'rollcall', version: '0.0.0-test' },
      instructions: expect.stringContaining('list_devices'),
    },
  });
  input.write('garbage again\n{"no":"message"}\n');
  expect(await ask({ jsonrpc: '2.0', id: 2, method: 'tools/list' })).toMatchObject({ id: 2 });
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
  expect(rest()).toBe('');
  expect(warnings.length).toBeGreaterThan(0);
  await serving.close();
});

test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])(
  'protocol version %s is spoken with whoever opens with it',
  async (protocolVersion) => {
    const { serving, input, ask } = await start();
    const answer = await ask({ ...initialize, params: { ...initialize.params, protocolVersion } });
    expect(answer).toMatchObject({ id: 1, result: { protocolVersion } });
    input.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    const call = { name: 'list_devices', arguments: {} };
    expect(await ask({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: call })).toMatchObject({
      id: 2,
      result: { content: [{ type: 'text', text: expect.any(String) }] },
    });
    await serving.close();
  },
);

test('an unknown tool is a protocol error', async () => {
  const { serving, ask } = await start();
  await ask(initialize);
  const answer = await ask({ jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'rm_rf', arguments: {} } });
  expect(answer).toMatchObject({ id: 3, error: { code: -32_602 } });
  await serving.close();
});

test('ends when the client closes its end, also before it said anything', async () => {
  const { serving, input } = await start();
  input.end();
  await serving.ended;
});

test('close can be called twice and ends it too', async () => {
  const { serving, ask } = await start();
  await ask(initialize);
  await serving.close();
  await serving.close();
  await serving.ended;
});
