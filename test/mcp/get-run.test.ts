import { describe, expect, test } from 'vitest';
import type { Masker } from '../../src/model/masker.ts';
import { eras } from '../support/mcp-harness.ts';
import { mixed, showVersion, toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('get_run over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('returns the run as it was returned, and waits for its end', async () => {
    const harness = await open({ onRun: () => {} });
    await call('execute_command_batch', { ...showVersion, wait_s: 0 });
    const waiting = call('get_run', { run_id: 'RUN1' });
    const active = await harness.rollcall.nthRun(1);
    mixed(active);
    const { failed, structuredContent } = await waiting;
    expect(failed).toBe(false);
    expect(structuredContent).toMatchObject({ run_id: 'RUN1', state: 'finished', summary: { succeeded: 2 } });
    expect((await call('get_run', { run_id: 'RUN1', wait_s: 0 })).structuredContent).toEqual(structuredContent);
  });

  test('waits for all of a list and returns each', async () => {
    const harness = await open({ onRun: () => {} });
    await call('execute_command_batch', { ...showVersion, wait_s: 0 });
    await call('execute_command_batch', { ...showVersion, wait_s: 0 });
    const waiting = call('get_run', { run_id: ['RUN2', 'RUN1'] });
    for (const each of harness.rollcall.runs) mixed(each);
    const { failed, text, structuredContent } = await waiting;
    expect(failed).toBe(false);
    expect(structuredContent).toMatchObject({ runs: [{ run_id: 'RUN2' }, { run_id: 'RUN1' }] });
    expect(text).toMatch(/RUN2[\s\S]*RUN1/);
  });

  test('of a list stays within max_chars, and next leads to the runs that have no room', async () => {
    await open({
      onRun: (run) => {
        for (const device of run.view.devices) run.answer(device, `${device} says something\n`.repeat(400));
        run.finish();
      },
    });
    for (let count = 0; count < 5; count += 1) await call('execute_command_batch', showVersion);
    for (const max_chars of [2_000, 4_000, 9_000, 30_000]) {
      const seen: unknown[] = [];
      const all = ['RUN1', 'RUN2', 'RUN3', 'RUN4', 'RUN5'];
      let next: unknown = { arguments: { run_id: all, view: 'folded', max_chars } };
      while (next !== null && next !== undefined) {
        const { arguments: args } = next as { arguments: Record<string, unknown> };
        const { text, structuredContent } = await call('get_run', args);
        expect(text.length).toBeLessThanOrEqual(max_chars);
        expect(JSON.stringify(structuredContent).length).toBeLessThanOrEqual(max_chars);
        seen.push(...((structuredContent?.runs ?? []) as { run_id: unknown }[]).map(({ run_id }) => run_id));
        next = structuredContent?.next;
        if (next !== undefined) expect(text).toContain('the next call is get_run {');
      }
      expect(seen).toEqual(all);
    }
  });

  test('narrows to devices and outcomes, with the summary of the whole run', async () => {
    await open();
    await call('execute_command_batch', showVersion);
    const one = await call('get_run', { run_id: 'RUN1', devices: 'core-r1', view: 'per_device' });
    expect(one.structuredContent).toMatchObject({ summary: { total: 3 }, results: [{ device: 'core-r1' }] });
    const failed = await call('get_run', { run_id: 'RUN1', outcome: 'failed' });
    expect(failed.structuredContent).toMatchObject({ groups: [], failures: [{ devices: 'edge-r9' }] });
    expect(failed.failed).toBe(false);
    const ok = await call('get_run', { run_id: 'RUN1', outcome: ['ok', 'rejected'] });
    expect(ok.structuredContent).toMatchObject({ failures: [], groups: [{ count: 2 }] });
  });

  test('passes over what masks replace, unless asked to compare bytes', async () => {
    const masker: Masker = (text) => ({ text: text.replace(/up \d+/, 'up <uptime>'), masks: ['uptime'] });
    await open({
      masker,
      onRun: (run) => {
        run.answer('core-r1', 'up 1\n');
        run.answer('core-r2', 'up 2\n');
        run.fail('edge-r9', 'busy');
        run.finish();
      },
    });
    const folded = await call('execute_command_batch', showVersion);
    expect(folded.structuredContent).toMatchObject({
      groups: [{ devices: 'core-r[1-2]', output: 'up 1\n' }],
      masked: ['uptime'],
    });
    const bytes = await call('get_run', { run_id: 'RUN1', mask: false });
    expect(bytes.structuredContent).toMatchObject({ groups: [{ count: 1 }, { count: 1 }], masked: [] });
  });

  test('begins at "from", and says what that goes with', async () => {
    await open();
    await call('execute_command_batch', showVersion);
    const at = { run_id: 'RUN1', view: 'per_device' };
    const from = { device: 'core-r2', offset: 1 };
    const { structuredContent } = await call('get_run', { ...at, from });
    expect(structuredContent?.results).toMatchObject([
      { device: 'core-r2', output: 'second line\n', output_from_line: 2 },
      { device: 'edge-r9' },
    ]);
    for (const args of [
      { ...at, view: 'folded', from },
      { ...at, run_id: ['RUN1', 'RUN1'], from: { device: 'nope' } },
      { ...at, from: { device: 'nope' } },
      { ...at, from: { offset: 1 } },
    ]) {
      expect(await call('get_run', args)).toMatchObject({ failed: true, text: expect.stringContaining('from') });
    }
  });

  test('refuses devices that the run does not have, an unknown run and an unknown outcome', async () => {
    await open();
    await call('execute_command_batch', { ...showVersion, devices: 'core-r1' });
    expect(await call('get_run', { run_id: 'RUN1', devices: 'core-r2' })).toMatchObject({
      failed: true,
      text: expect.stringContaining('nothing_selected'),
    });
    expect(await call('get_run', { run_id: 'RUN7' })).toMatchObject({
      failed: true,
      text: expect.stringContaining('unknown_run'),
    });
    expect((await call('get_run', { run_id: 'RUN1', outcome: 'fine' })).failed).toBe(true);
  });
});
