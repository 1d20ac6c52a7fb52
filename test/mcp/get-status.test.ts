import { describe, expect, test } from 'vitest';
import { eras } from '../support/mcp-harness.ts';
import { sampleStatus } from '../support/sample-status.ts';
import { toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('get_status over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('tells this server first, then the other processes, in text as in the document', async () => {
    const { rollcall } = await open();
    const other = sampleStatus({ pid: 99, purpose: 'cli', throttled: null });
    rollcall.otherProcesses = [other];
    const { structuredContent, text, failed } = await call('get_status');
    expect(failed).toBe(false);
    expect(structuredContent).toEqual({ processes: [sampleStatus(), other] });
    expect(text).toMatch(/^server 4711, .*\n(.*\n)*\ncommand 99, /);
    expect(text).toContain(
      'throttled:   since 2026-01-01T00:00:30.000Z: timers ran 140 ms late on average, more than 100 ms',
    );
  });

  test('takes no arguments', async () => {
    await open();
    expect(await call('get_status', { device: 'r1' })).toMatchObject({ failed: true });
  });
});
