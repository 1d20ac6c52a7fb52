import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ProgressUpdate } from '../support/clients/client-driver.d.mts';
import { eras } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { showVersion, toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('execute_command_batch over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('returns one honest account; partial failure is data', async () => {
    await open();
    const { failed, text, structuredContent } = await call('execute_command_batch', showVersion);
    expect(failed).toBe(false);
    expect(structuredContent).toMatchObject({
      run_id: 'RUN1',
      state: 'finished',
      summary: { total: 3, succeeded: 2, failed: 1, pending: 0, by_outcome: { ok: 2, auth_failed: 1 } },
      groups: [{ devices: 'core-r[1-2]', count: 2, output: 'answer to show version\nsecond line\n' }],
      failures: [{ outcome: 'auth_failed', devices: 'edge-r9', message: 'it was auth_failed' }],
      pending: null,
    });
    for (const part of ['RUN1', 'core-r[1-2]', 'answer to show version', 'second line', 'edge-r9', 'auth_failed']) {
      expect(text).toContain(part);
    }
  });

  test('hands the request on and keeps its own arguments', async () => {
    const harness = await open();
    const request = {
      devices: ['core-r1', 'core-r2'],
      command: ['show version', { label: 'up', command: 'show uptime' }],
    };
    const terms = { timeout_s: 3, deadline_s: 60, max_parallel: 7, priority: 'low', retries: 2 };
    await call('execute_command_batch', { ...request, ...terms, wait_s: 5, view: 'per_device' });
    expect(harness.rollcall.requests).toEqual([{ ...request, ...terms }]);
  });

  test('per_device gives each device its output', async () => {
    await open();
    const { structuredContent } = await call('execute_command_batch', { ...showVersion, view: 'per_device' });
    expect(structuredContent).not.toHaveProperty('groups');
    expect(structuredContent?.results).toMatchObject([
      { device: 'core-r1', output: 'answer to show version\nsecond line\n' },
      { device: 'core-r2', output: 'answer to show version\nsecond line\n' },
      { device: 'edge-r9', status: 'failed', outcome: 'auth_failed' },
    ]);
  });

  test('when the wait is over it returns what is there and how to get the rest', async () => {
    const harness = await open({ onRun: () => {} });
    const answer = call('execute_command_batch', { ...showVersion, wait_s: 2 });
    const active = await harness.rollcall.nthRun(1);
    await active.waitedFor;
    active.start('core-r1');
    active.answer('core-r1', 'one\n');
    harness.clock.advance(2_000);
    const { failed, text, structuredContent } = await answer;
    expect(failed).toBe(false);
    expect(structuredContent).toMatchObject({ state: 'running', pending: 'core-r2,edge-r9' });
    expect(text).toContain('get_run');
    expect(structuredContent?.next).toEqual({ tool: 'get_run', arguments: { run_id: 'RUN1' } });
    expect(active.view.state).toBe('running');
  });

  test.each([
    ['denied', 'nothing was sent'],
    ['unreachable', 'No device succeeded'],
    ['auth_failed', 'credentials'],
  ] as const)(
    'a finished run in which every device was %s is an error that says what next',
    async (outcome, advice) => {
      await open({
        onRun(each) {
          for (const device of each.view.devices) each.fail(device, outcome);
          each.finish();
        },
      });
      const { failed, text, structuredContent } = await call('execute_command_batch', showVersion);
      expect(failed).toBe(true);
      expect(text).toContain(advice);
      expect(text).toContain(outcome);
      expect(text).toContain(`hint for ${outcome}`);
      expect(structuredContent).toMatchObject({ state: 'finished', summary: { succeeded: 0, total: 3 } });
    },
  );

  test('only unknown names is an error that leads to list_devices; one known name makes it data', async () => {
    await open();
    const none = await call('execute_command_batch', { ...showVersion, devices: 'nope' });
    expect(none.failed).toBe(true);
    expect(none.text).toContain('list_devices');
    const some = await call('execute_command_batch', { ...showVersion, devices: 'core-r1,nope' });
    expect(some.failed).toBe(false);
    expect(some.structuredContent).toMatchObject({ failures: [{ outcome: 'unknown_device', devices: 'nope' }] });
  });

  test('an error text stays short enough for hosts that cut it', async () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      sampleDevice(`${'abcdefgh'[index % 8]}${'-x'.repeat(index)}`),
    );
    await open({
      devices: many,
      onRun(each) {
        for (const device of each.view.devices) each.fail(device, 'unreachable');
        each.finish();
      },
    });
    const { failed, text } = await call('execute_command_batch', showVersion);
    expect(failed).toBe(true);
    expect(text.length).toBeLessThan(11_000);
  });

  test('what the budget cut is named, and each next call is taken and brings more', async () => {
    const long = (name: string) =>
      Array.from({ length: 80 }, (_, index) => `${name} line ${index} ${'x'.repeat(30)}\n`).join('');
    const names = ['alpha', 'beta', 'gamma'];
    await open({
      devices: names.map((name) => sampleDevice(name)),
      onRun(each) {
        for (const device of each.view.devices) {
          each.start(device);
          each.answer(device, long(device));
        }
        each.finish();
      },
    });
    let answer = await call('execute_command_batch', { ...showVersion, max_chars: 2_000 });
    expect(answer.text.length).toBeLessThanOrEqual(2_000);
    for (const name of names) expect(answer.text).toContain(name);
    const seen = new Set<string>();
    const texts = [answer.text];
    for (let calls = 0; calls < 20; calls += 1) {
      expect(answer.failed).toBe(false);
      const next = answer.structuredContent?.next;
      if (next === null) break;
      expect(answer.structuredContent?.truncated).toEqual(expect.any(String));
      const { tool, arguments: args } = z
        .object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) })
        .parse(next);
      expect(answer.text).toContain(tool);
      const key = JSON.stringify([tool, args]);
      expect(seen).not.toContain(key);
      seen.add(key);
      expect(args).toMatchObject({ max_chars: 2_000 });
      answer = await call(tool, args);
      texts.push(answer.text);
    }
    const shown = texts.flatMap((text) => text.split('\n'));
    for (const name of names) {
      for (const line of long(name).trimEnd().split('\n')) expect(shown).toContain(line);
    }
    expect(answer.structuredContent?.next).toBeNull();
    expect(seen.size).toBeGreaterThan(0);
  });

  test('sends progress while it waits: rising, throttled, the last one at the end', async () => {
    const harness = await open({ onRun: () => {} });
    const updates: ProgressUpdate[] = [];
    const answer = harness.client.callTool('execute_command_batch', showVersion, {
      onProgress: (update) => updates.push(update),
    });
    const active = await harness.rollcall.nthRun(1);
    await active.waitedFor;
    active.start('core-r1');
    active.start('core-r2');
    active.start('edge-r9');
    active.answer('core-r1', 'one\n');
    harness.clock.advance(500);
    active.fail('core-r2', 'connection_lost');
    active.answer('edge-r9', 'nine\n');
    active.finish();
    await answer;
    expect(updates.map(({ progress, total }) => [progress, total])).toEqual([
      [0, 3],
      [1, 3],
      [3, 3],
    ]);
    expect(updates.map(({ message }) => message)).toEqual([
      '0/3 done',
      '1/3 done, slowest: core-r2',
      '3/3 done, 1 failed',
    ]);
    expect(active.listenerCount).toBe(0);
  });
});
