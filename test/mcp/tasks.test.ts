import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMcpFactory } from '../../src/mcp/create-mcp-factory.ts';
import { serveMcpStdio } from '../../src/mcp/serve-stdio.ts';
import { noMasks } from '../../src/model/masker.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRollcall } from '../support/fake-rollcall.ts';
import { type HarnessOptions, startHttp } from '../support/mcp-harness.ts';
import { sendRaw } from '../support/raw-http.ts';
import { bearer, json } from '../support/raw-mcp.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { tokenStoreIn } from '../support/token-store-in.ts';

const extension = 'io.modelcontextprotocol/tasks';
const declaring = { extensions: { [extension]: {} } };

interface RpcAnswer {
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

let started: Awaited<ReturnType<typeof startHttp>>;

async function serve(options: HarnessOptions = {}, serving: Parameters<typeof startHttp>[1] = {}) {
  started = await startHttp({ devices: ['r1', 'r2'].map((name) => sampleDevice(name)), ...options }, serving);
  onTestFinished(() => started.serving.close());
}

const metaOf = (capabilities: object) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': capabilities,
});

/** As a client of 2026-07-28 would, written by hand. */
async function rpc(
  method: string,
  params: Record<string, unknown>,
  capabilities: object = declaring,
  headers: Record<string, string> = {},
): Promise<RpcAnswer> {
  const name = params.name ?? params.taskId;
  const own = {
    ...json,
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': name }),
    ...headers,
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: metaOf(capabilities) } });
  const answer = await sendRaw(started.serving.url, 'POST', own, body);
  const [, data = answer.body] = /^data: (\{.*\})$/m.exec(answer.body) ?? [];
  return JSON.parse(data);
}

const call = (args: Record<string, unknown> = {}, capabilities: object = declaring): Promise<RpcAnswer> =>
  rpc(
    'tools/call',
    {
      name: 'execute_command_batch',
      arguments: { devices: 'all', command: 'show version', ...args },
    },
    capabilities,
  );

/** A call that has become a task, with the run that it is. */
async function task(args: Record<string, unknown> = {}) {
  const { clock, rollcall } = started;
  const answer = call(args);
  const run = await rollcall.nthRun(rollcall.runs.length + 1);
  await run.waitedFor;
  clock.advance(1_000);
  const { result } = await answer;
  return { run, created: result, taskId: String(result?.taskId) };
}

describe('the tasks extension', () => {
  it('is declared to clients that discover the server', async () => {
    await serve();
    const { result } = await rpc('server/discover', {}, {});
    expect(result?.capabilities).toMatchObject({ extensions: { [extension]: {} } });
  });

  it('makes a task of a run that does not end at once; its result is the answer of the tool', async () => {
    await serve();
    const { run, created, taskId } = await task();
    expect(created).toMatchObject({
      resultType: 'task',
      taskId: 'RUN1',
      status: 'working',
      statusMessage: 'run RUN1 running: 0/2 done, 0 failed',
      createdAt: run.started.time,
      ttlMs: null,
      pollIntervalMs: 1_000,
    });
    run.start('r1');
    run.answer('r1', 'Junos: 22.4R3\n');
    const working = await rpc('tasks/get', { taskId });
    expect(working.result).toMatchObject({
      ...{ resultType: 'complete', taskId, status: 'working' },
      statusMessage: 'run RUN1 running: 1/2 done, 0 failed',
    });
    expect(working.result).not.toHaveProperty('result');
    run.fail('r2', 'unreachable');
    run.finish();
    const { result } = await rpc('tasks/get', { taskId });
    expect(result).toMatchObject({ resultType: 'complete', taskId, status: 'completed' });
    const whole = await call({ wait_s: 0 }, {});
    expect(Object.keys(whole.result ?? {})).toContain('structuredContent');
    expect(result?.result).toMatchObject({
      content: [{ type: 'text', text: expect.stringContaining('Junos: 22.4R3') }],
      structuredContent: { run_id: 'RUN1', state: 'finished', summary: { succeeded: 1, failed: 1 } },
    });
    expect(result?.result).not.toHaveProperty('isError');
  });

  it('keeps what the call asked of its answer', async () => {
    await serve();
    const { run, taskId } = await task({ view: 'per_device', match: '^Junos', mask: false });
    expect(taskId).toMatch(/^RUN1\.[\w-]+$/);
    for (const name of ['r1', 'r2']) run.answer(name, `Hostname: ${name}\nJunos: 22.4R3\n`);
    run.finish();
    const { result } = await rpc('tasks/get', { taskId });
    expect(result?.result).toMatchObject({
      structuredContent: { match: '^Junos', results: [{ device: 'r1', output: 'Junos: 22.4R3\n' }, { device: 'r2' }] },
    });
  });

  it('completes where no device succeeded, with the error of the tool', async () => {
    await serve();
    const { run, taskId } = await task();
    for (const name of ['r1', 'r2']) run.fail(name, 'auth_failed');
    run.finish();
    const { result } = await rpc('tasks/get', { taskId });
    expect(result).toMatchObject({ status: 'completed', result: { isError: true } });
  });

  it('cancels the run, once or twice, and then says so', async () => {
    await serve();
    const { run, taskId } = await task();
    for (let time = 1; time <= 2; time += 1) {
      const { result = {} } = await rpc('tasks/cancel', { taskId });
      expect(result.resultType).toBe('complete');
      expect(result).not.toHaveProperty('taskId');
    }
    expect(run.cancelledBecause).toBe('cancelled on request');
    const { result } = await rpc('tasks/get', { taskId });
    expect(result).toMatchObject({ status: 'cancelled' });
    expect(result).not.toHaveProperty('result');
  });

  it('acknowledges input that nobody asked for', async () => {
    await serve();
    const { taskId } = await task();
    const { result } = await rpc('tasks/update', { taskId, inputResponses: { x: { action: 'accept' } } });
    expect(result).toMatchObject({ resultType: 'complete' });
    expect(result).not.toHaveProperty('taskId');
  });

  it.each(['tasks/get', 'tasks/update', 'tasks/cancel'])('%s knows no task that there is not', async (method) => {
    await serve();
    for (const taskId of ['NONE', 'RUN1.!!', 'RUN1.eyJ4IjoxfQ', '../x', '']) {
      const { error } = await rpc(method, { taskId, inputResponses: {} });
      expect(error?.code, taskId).toBe(-32_602);
    }
  });

  it.each(['tasks/get', 'tasks/update', 'tasks/cancel'])('%s needs a client that declares it', async (method) => {
    await serve();
    const { taskId } = await task();
    const { error } = await rpc(method, { taskId, inputResponses: {} }, {});
    expect(error).toMatchObject({ code: -32_021, data: { requiredCapabilities: declaring } });
  });

  it.each(['tasks/list', 'tasks/result'])('%s is gone', async (method) => {
    await serve();
    expect((await rpc(method, { taskId: 'RUN1' })).error?.code).toBe(-32_601);
  });

  it('makes none where the run ends at once, where the call says how long to wait, and for other clients', async () => {
    await serve({
      onRun: (run) => {
        if (run.runId === 'RUN1') run.finish();
      },
    });
    expect((await call()).result).toMatchObject({ resultType: 'complete', structuredContent: { state: 'finished' } });
    const { result } = await call({ wait_s: 0 });
    expect(result).toMatchObject({ resultType: 'complete', structuredContent: { run_id: 'RUN2', state: 'running' } });
    const plain = call({}, {});
    const run = await started.rollcall.nthRun(3);
    await run.waitedFor;
    started.clock.advance(1_000);
    run.finish();
    expect((await plain).result).toMatchObject({ resultType: 'complete', structuredContent: { run_id: 'RUN3' } });
  });

  it('shows a caller no run beyond the devices of its token', async () => {
    const clock = new FakeClock(Date.now());
    const tokens = tokenStoreIn(clock);
    await serve({}, { tokens, clock });
    const create = (devices: string, name: string): Promise<string> =>
      tokens.create({ name, devices, scope: 'read', lifetimeMs: 86_400_000 });
    const [all, some] = [await create('all', 'all'), await create('r1', 'some')];
    await rpc(
      'tools/call',
      { name: 'execute_command_batch', arguments: { devices: 'r2', command: 'show version', wait_s: 0 } },
      declaring,
      bearer(all),
    );
    expect((await rpc('tasks/get', { taskId: 'RUN1' }, declaring, bearer(all))).result).toMatchObject({
      status: 'working',
    });
    for (const method of ['tasks/get', 'tasks/cancel']) {
      expect((await rpc(method, { taskId: 'RUN1' }, declaring, bearer(some))).error?.code).toBe(-32_602);
    }
    expect(started.rollcall.runs[0]?.cancelledBecause).toBeNull();
    await tokens.close();
  });
});

describe('on stdio', () => {
  it('a call becomes a task too', async () => {
    const clock = new FakeClock();
    const rollcall = new FakeRollcall({ clock, devices: [sampleDevice('r1')] });
    const settings = { wait_s: 45, max_chars: 40_000, changes: false };
    const dependencies = { rollcall, settings, masker: noMasks, clock, logger: silentLogger };
    const factory = createMcpFactory({ ...dependencies, version: '0.0.0-test', surface: 'mcp-stdio' });
    const [input, output] = [new PassThrough(), new PassThrough()];
    const serving = await serveMcpStdio(factory, { logger: silentLogger, clock, input, output });
    const answers = createInterface({ input: output })[Symbol.asyncIterator]();
    async function ask(id: number, method: string, params: object): Promise<RpcAnswer> {
      input.write(
        `${JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: metaOf(declaring) } })}\n`,
      );
      return JSON.parse(String((await answers.next()).value));
    }
    const created = ask(1, 'tools/call', {
      name: 'execute_command_batch',
      arguments: { devices: 'r1', command: 'show version' },
    });
    const run = await rollcall.nthRun(1);
    await run.waitedFor;
    clock.advance(1_000);
    expect((await created).result).toMatchObject({ resultType: 'task', taskId: 'RUN1', status: 'working' });
    run.answer('r1', 'Junos: 22.4R3\n');
    run.finish();
    expect((await ask(2, 'tasks/get', { taskId: 'RUN1' })).result).toMatchObject({ status: 'completed' });
    input.end();
    await serving.ended;
  });
});
