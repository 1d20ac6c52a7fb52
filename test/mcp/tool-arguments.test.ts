import { describe, expect, test } from 'vitest';
import { eras } from '../support/mcp-harness.ts';
import { showVersion, toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('the arguments of tools over %s', (era) => {
  const { open, call } = toolCalls(era);

  test.each(['list_devices', 'execute_command_batch', 'get_run', 'get_output', 'list_runs', 'cancel_run'])(
    '%s refuses an unknown one and names it',
    async (name) => {
      const harness = await open();
      const { failed, text } = await call(name, { bogus: 1 });
      expect(failed).toBe(true);
      expect(text).toContain('bad_request');
      expect(text).toContain('unknown argument "bogus"');
      expect(text).toContain('What to do next');
      expect(harness.rollcall.requests).toHaveLength(0);
    },
  );

  test.each([
    [{ command: 'show version' }, '"devices": missing'],
    [{ devices: 'all' }, '"command": missing'],
    [{ ...showVersion, devices: 7 }, '"devices": expected string or array'],
    [{ ...showVersion, devices: [] }, '"devices": '],
    [{ ...showVersion, command: [{ label: 'a' }] }, '"command.0'],
    [{ ...showVersion, timeout_s: -1 }, '"timeout_s": '],
    [{ ...showVersion, timeout_s: 1e9 }, '"timeout_s": '],
    [{ ...showVersion, wait_s: -1 }, '"wait_s": '],
    [{ ...showVersion, max_parallel: 1.5 }, '"max_parallel": '],
    [{ ...showVersion, view: 'flat' }, '"view": '],
    [{ ...showVersion, max_chars: 10 }, '"max_chars": '],
    [{ ...showVersion, format: 'json' }, 'unknown argument "format"'],
  ])('execute_command_batch with %j says what is wrong', async (args, problem) => {
    const harness = await open();
    const { failed, text } = await call('execute_command_batch', args);
    expect(failed).toBe(true);
    expect(text).toContain(problem);
    expect(text).not.toContain('undefined');
    expect(harness.rollcall.requests).toHaveLength(0);
  });

  test('a refusal of the facade keeps its code, message and hint', async () => {
    await open();
    const { failed, text, structuredContent } = await call('execute_command_batch', { ...showVersion, command: '' });
    expect(failed).toBe(true);
    expect(text).toBe('bad_request: command 1 is empty\nWhat to do next: give one CLI line');
    expect(structuredContent).toBeUndefined();
  });
});
