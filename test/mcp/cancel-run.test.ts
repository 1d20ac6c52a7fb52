import { describe, expect, test } from 'vitest';
import { eras } from '../support/mcp-harness.ts';
import { showVersion, toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('cancel_run over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('cancels once, then says it had ended; an unknown run is refused', async () => {
    const harness = await open({ onRun: () => {} });
    await call('execute_command_batch', { ...showVersion, wait_s: 0 });
    const first = await call('cancel_run', { run_id: 'RUN1' });
    expect(first.structuredContent).toMatchObject({ run_id: 'RUN1', result: 'cancelled' });
    expect(harness.rollcall.runs[0]?.view.state).toBe('cancelled');
    const second = await call('cancel_run', { run_id: 'RUN1' });
    expect(second).toMatchObject({ failed: false, structuredContent: { result: 'ended' } });
    expect((await call('cancel_run', { run_id: 'RUN9' })).failed).toBe(true);
    const cancelled = await call('get_run', { run_id: 'RUN1' });
    expect(cancelled).toMatchObject({ failed: false, structuredContent: { state: 'cancelled' } });
  });
});
