import { afterEach, describe, expect, test } from 'vitest';
import { eras, type Harness, textOf, transports } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';

const devices = [sampleDevice('r1'), sampleDevice('r2')];
const request = { devices: 'all', command: 'show version' };
let harness: Harness;
afterEach(() => harness.close());

describe.each(eras)('a client of %s', (era) => {
  describe.each(['http', 'stdio'] as const)('over %s', (transport) => {
    async function begin(args: Record<string, unknown>) {
      harness = await transports[transport](era, { devices });
      const abort = new AbortController();
      const call = harness.client.callTool('execute_command_batch', args, { signal: abort.signal });
      const failed = call.then(
        () => false,
        () => true,
      );
      const run = await harness.rollcall.nthRun(1);
      return { abort, call, failed, run };
    }

    test('cancels its call: the run is cancelled, so that the channels on the devices close', async () => {
      const { abort, failed, run } = await begin(request);
      run.start('r1');
      abort.abort();
      await run.ended;
      expect(run.cancelledBecause).toBe('the client cancelled the request');
      expect(run.view.state).toBe('cancelled');
      expect(await failed).toBe(true);
    });

    test('gets its answer, and nothing that comes later touches the run', async () => {
      const { abort, call, run } = await begin(request);
      await run.waitedFor;
      run.start('r1');
      run.answer('r1', 'a\n');
      harness.clock.advance(45_000);
      const result = await call;
      expect(result.structuredContent).toMatchObject({ state: 'running', pending: 'r2' });
      abort.abort();
      await harness.client.listTools();
      expect(run.cancelledBecause).toBeNull();
      expect(run.listenerCount).toBe(0);
      expect(harness.clock.pending).toBeLessThanOrEqual(1);
    });

    test('with wait_s 0 the run goes on after the answer and after the client is gone', async () => {
      const { abort, call, run } = await begin({ ...request, wait_s: 0 });
      const result = await call;
      expect(result.isError ?? false).toBe(false);
      expect(result.structuredContent).toMatchObject({ run_id: 'RUN1', state: 'running' });
      expect(textOf(result)).toContain('RUN1');
      abort.abort();
      await harness.close();
      expect(run.view.state).toBe('running');
    });

    test('in the background the run goes on though the call is cancelled, and get_run waits for it again', async () => {
      const { abort, failed, run } = await begin({ ...request, background: true });
      await run.waitedFor;
      abort.abort();
      expect(await failed).toBe(true);
      expect(run.view.state).toBe('running');
      const waiting = harness.client.callTool('get_run', { run_id: 'RUN1' });
      run.answer('r1', 'a\n');
      run.answer('r2', 'a\n');
      run.finish();
      expect((await waiting).structuredContent).toMatchObject({ state: 'finished', pending: null });
    });

    test('stopping to wait in get_run leaves the run alone', async () => {
      const { call, run } = await begin({ ...request, wait_s: 0 });
      await call;
      const abort = new AbortController();
      const waiting = harness.client.callTool('get_run', { run_id: 'RUN1' }, { signal: abort.signal });
      const failed = waiting.catch(() => 'cancelled');
      await run.waitedFor;
      abort.abort();
      expect(await failed).toBe('cancelled');
      expect(run.view.state).toBe('running');
    });
  });
});

describe('a stdio client that vanishes', () => {
  test.each(eras)('ends what it was waiting for (%s)', async (era) => {
    harness = await transports.stdio(era, { devices });
    const call = harness.client.callTool('execute_command_batch', request).catch(() => 'gone');
    const run = await harness.rollcall.nthRun(1);
    await harness.close();
    await run.ended;
    expect(run.view.state).toBe('cancelled');
    expect(await call).toBe('gone');
  });

  test.each(eras)('leaves what goes on in the background to the end of the process (%s)', async (era) => {
    harness = await transports.stdio(era, { devices });
    const call = harness.client.callTool('execute_command_batch', { ...request, background: true }).catch(() => 'gone');
    const run = await harness.rollcall.nthRun(1);
    await run.waitedFor;
    await harness.close();
    expect(await call).toBe('gone');
    expect(run.view.state).toBe('running');
  });
});
