import { describe, expect, test } from 'vitest';
import type { FakeRun } from '../support/fake-run.ts';
import { eras } from '../support/mcp-harness.ts';
import { showVersion, toolCalls } from '../support/tool-calls.ts';

/** core-r1 and core-r2 answer with their version, edge-r9 with something that is no JSON. */
function versions(run: FakeRun): void {
  for (const device of run.view.devices) {
    run.start(device);
    run.answer(device, device === 'edge-r9' ? 'Junos: old\n' : '{"info": [{"version": "22.4R3", "name": "x"}]}\n');
  }
  run.finish();
}

describe.each(eras)('format, match and select over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('json brings values, and the text with the reason where there is none', async () => {
    const harness = await open({ onRun: versions });
    const { structuredContent, text } = await call('execute_command_batch', { ...showVersion, format: 'json' });
    expect(harness.rollcall.requests).toEqual([{ ...showVersion, format: 'json' }]);
    expect(structuredContent?.groups).toMatchObject([
      { devices: 'edge-r9', output: 'Junos: old\n', output_note: 'no JSON: line 1: expected JSON' },
      { devices: 'core-r[1-2]', output_json: { info: [{ version: '22.4R3', name: 'x' }] } },
    ]);
    expect(text).toContain('"version": "22.4R3"');
    expect(text).toContain('no JSON: line 1');
  });

  test('select picks fields, at once and later from the record', async () => {
    await open({ onRun: versions });
    const select = 'info[0].version';
    const asked = await call('execute_command_batch', { ...showVersion, format: 'json', select, view: 'per_device' });
    expect(asked.structuredContent).toMatchObject({
      select,
      results: [{ output_json: '22.4R3' }, { output_json: '22.4R3' }, { output: 'Junos: old\n' }],
    });
    const later = await call('get_run', { run_id: 'RUN1', select: 'info[0].name', devices: 'core-r1' });
    expect(later.structuredContent?.groups).toMatchObject([{ devices: 'core-r1', output_json: 'x' }]);
  });

  test('match keeps lines, also of the runs in a list', async () => {
    await open();
    const asked = await call('execute_command_batch', { ...showVersion, match: '^second' });
    expect(asked.structuredContent).toMatchObject({ match: '^second', groups: [{ output: 'second line\n' }] });
    expect(asked.failed).toBe(false);
    await call('execute_command_batch', showVersion);
    const both = await call('get_run', { run_id: ['RUN1', 'RUN2'], match: 'answer' });
    expect(both.structuredContent?.runs).toMatchObject(
      Array(2).fill({ groups: [{ output: 'answer to show version\n' }] }),
    );
    const whole = await call('get_output', { run_id: 'RUN1', device: 'core-r1', grep: 'second', context: 1 });
    expect(whole.structuredContent?.output).toBe('1-answer to show version\n2:second line\n');
  });

  test.each([
    [{ match: '(' }, '"match" is no usable regular expression'],
    [{ match: '(?=a)' }, '"match" is no usable regular expression'],
    [{ format: 'json', select: 'a-b[' }, '"select" is no usable JMESPath expression'],
    [{ select: 'a' }, 'run the commands with format json'],
    [{ format: 'text', select: 'a' }, 'those of this run are text'],
    [{ format: 'json', select: 'a', match: 'b' }, 'exclude each other'],
  ])('%j is refused before anything is sent', async (args, problem) => {
    const harness = await open();
    const { failed, text } = await call('execute_command_batch', { ...showVersion, ...args });
    expect(failed).toBe(true);
    expect(text).toContain(problem);
    expect(harness.rollcall.requests).toHaveLength(0);
  });

  test('get_run says that there is nothing to select from in a run of text', async () => {
    await open();
    await call('execute_command_batch', showVersion);
    const { failed, text } = await call('get_run', { run_id: 'RUN1', select: 'a' });
    expect(failed).toBe(true);
    expect(text).toContain('run the commands with format json');
  });

  test('get_output refuses context without grep, and names both in the next call', async () => {
    await open({
      onRun(run) {
        run.start('core-r1');
        run.answer('core-r1', 'a line to look at\n'.repeat(400));
        run.finish();
      },
    });
    await call('execute_command_batch', { ...showVersion, devices: 'core-r1' });
    const at = { run_id: 'RUN1', device: 'core-r1' };
    expect((await call('get_output', { ...at, context: 2 })).text).toContain('"context" needs "grep"');
    const page = await call('get_output', { ...at, grep: 'look', context: 2, limit: 5 });
    expect(page.structuredContent?.next).toMatchObject({ arguments: { grep: 'look', context: 2, offset: 5 } });
  });
});
