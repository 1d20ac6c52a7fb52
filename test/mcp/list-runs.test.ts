import { describe, expect, test } from 'vitest';
import { eras } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { showVersion, toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('list_runs over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('lists runs, newest first, and hands its filters on', async () => {
    const harness = await open();
    await call('execute_command_batch', showVersion);
    await call('execute_command_batch', { devices: 'core-r1', command: 'show uptime' });
    const { structuredContent, text } = await call('list_runs');
    expect(structuredContent).toMatchObject({
      runs: [
        { run_id: 'RUN2', state: 'finished', command: ['show uptime'], devices: 'core-r1', device_count: 1 },
        { run_id: 'RUN1', command: ['show version'], device_count: 3 },
      ],
      truncated: null,
    });
    expect(text).toMatch(/RUN2.*show uptime\nRUN1.*show version/);
    const query = { limit: 1, command: 'version', device: 'core-r2', since: '2026-01-01T01:00:00+01:00' };
    expect((await call('list_runs', query)).structuredContent).toMatchObject({ runs: [{ run_id: 'RUN1' }] });
    expect(harness.rollcall.listQueries.at(-1)).toEqual({
      ...query,
      limit: 2,
      since: '2026-01-01T00:00:00.000Z',
    });
  });

  test('says when there are more runs than asked for, and how far a filter reached', async () => {
    const harness = await open();
    for (const _ of [1, 2, 3]) await call('execute_command_batch', showVersion);
    const cut = await call('list_runs', { limit: 2 });
    expect(cut.structuredContent).toMatchObject({
      runs: [{ run_id: 'RUN3' }, { run_id: 'RUN2' }],
      truncated: expect.stringContaining('older runs are left out after the first 2: raise limit'),
    });
    expect(cut.text).toContain('older runs are left out');
    expect((await call('list_runs', { limit: 3 })).structuredContent).toMatchObject({ truncated: null });
    harness.rollcall.newestSearched = 1_000;
    const searched = await call('list_runs', { command: 'arp' });
    expect(searched.structuredContent).toEqual({
      runs: [],
      truncated: 'only the newest 1000 runs were searched',
    });
    expect(searched.text).toContain('No run on record matches');
    expect(searched.text).toContain('only the newest 1000 runs were searched');
  });

  test('lets no control character of a name or command into its text', async () => {
    const name = 'r\u001b[2J\u009b1';
    await open({ devices: [sampleDevice(name)] });
    await call('execute_command_batch', { devices: name, command: 'show \u001b]0;x\u0007 log' });
    const { text, structuredContent } = await call('list_runs');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is what is tested
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(structuredContent).toMatchObject({ runs: [{ command: ['show \u001b]0;x\u0007 log'] }] });
  });

  test('an empty list says how to begin, and a bad instant is refused', async () => {
    await open();
    expect((await call('list_runs')).text).toContain('execute_command_batch');
    const { failed, text } = await call('list_runs', { since: 'yesterday' });
    expect(failed).toBe(true);
    expect(text).toContain('"since"');
  });
});
