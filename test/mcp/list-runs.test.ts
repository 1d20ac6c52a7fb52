import { describe, expect, test } from 'vitest';
import { eras } from '../support/mcp-harness.ts';
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
    expect(harness.rollcall.listQueries.at(-1)).toEqual({ ...query, since: '2026-01-01T00:00:00.000Z' });
  });

  test('an empty list says how to begin, and a bad instant is refused', async () => {
    await open();
    expect((await call('list_runs')).text).toContain('execute_command_batch');
    const { failed, text } = await call('list_runs', { since: 'yesterday' });
    expect(failed).toBe(true);
    expect(text).toContain('"since"');
  });
});
