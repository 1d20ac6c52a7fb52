import { describe, expect, test } from 'vitest';
import { eras } from '../support/mcp-harness.ts';
import { showVersion, toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('get_output over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('returns exactly what came', async () => {
    await open();
    await call('execute_command_batch', showVersion);
    const { text, structuredContent } = await call('get_output', { run_id: 'RUN1', device: 'core-r1' });
    expect(structuredContent).toMatchObject({
      output: 'answer to show version\nsecond line\n',
      outcome: 'ok',
      total_lines: 2,
      next: null,
    });
    expect(text).toBe(
      'run RUN1 · core-r1: show version · ok · no exit status · lines 1-2 of 2\n~~~~\nanswer to show version\nsecond line\n~~~~',
    );
  });

  test('pages by the calls it names, and the pages together are the output', async () => {
    const long = Array.from({ length: 300 }, (_, index) => `line ${index} ${'x'.repeat(40)}\n`).join('');
    await open({
      maxChars: 4_000,
      onRun(each) {
        each.start('core-r1');
        each.answer('core-r1', long);
        each.finish();
      },
    });
    await call('execute_command_batch', { ...showVersion, devices: 'core-r1' });
    let joined = '';
    let pages = 0;
    let next: unknown = { tool: 'get_output', arguments: { run_id: 'RUN1', device: 'core-r1' } };
    while (next !== null) {
      const { tool, arguments: args } = next as { tool: string; arguments: Record<string, unknown> };
      const { structuredContent, text } = await call(tool, args);
      joined += structuredContent?.output;
      next = structuredContent?.next;
      if (next !== null) expect(text).toContain('get_output');
      expect(JSON.stringify(structuredContent).length).toBeLessThan(4_000);
      pages += 1;
    }
    expect(joined).toBe(long);
    expect(pages).toBeGreaterThan(3);
  });

  test('max_chars makes pages smaller, also those that follow', async () => {
    const long = Array.from({ length: 300 }, (_, index) => `line ${index}\n`).join('');
    await open({
      onRun(each) {
        each.start('core-r1');
        each.answer('core-r1', long);
        each.finish();
      },
    });
    await call('execute_command_batch', { ...showVersion, devices: 'core-r1' });
    const at = { run_id: 'RUN1', device: 'core-r1' };
    const { structuredContent } = await call('get_output', { ...at, max_chars: 2_000 });
    expect(JSON.stringify(structuredContent).length).toBeLessThan(2_000);
    expect(structuredContent).toMatchObject({ next: { arguments: { max_chars: 2_000 } } });
    const usual = await call('get_output', { ...at, limit: 10, max_chars: 40_000 });
    expect(usual.structuredContent).not.toHaveProperty('next.arguments.max_chars');
  });

  test('greps and tails', async () => {
    await open();
    await call('execute_command_batch', showVersion);
    const at = { run_id: 'RUN1', device: 'core-r1' };
    const grep = await call('get_output', { ...at, grep: '^second' });
    expect(grep.structuredContent).toMatchObject({ output: '2:second line\n', matched_lines: 1 });
    const tail = await call('get_output', { ...at, tail: 1 });
    expect(tail.structuredContent).toMatchObject({ output: 'second line\n', from_line: 2 });
    const none = await call('get_output', { ...at, grep: 'absent' });
    expect(none).toMatchObject({ failed: false, text: expect.stringContaining('0 of 2 lines match') });
    const bad = await call('get_output', { ...at, grep: '(' });
    expect(bad).toMatchObject({ failed: true, text: expect.stringContaining('grep') });
    expect((await call('get_output', { ...at, tail: 1, offset: 1 })).failed).toBe(true);
  });

  test('a device that failed, and one still at work, are no errors', async () => {
    await open();
    await call('execute_command_batch', showVersion);
    const failed = await call('get_output', { run_id: 'RUN1', device: 'edge-r9' });
    expect(failed.failed).toBe(false);
    expect(failed.text).toContain('it was auth_failed (hint for auth_failed)');
    expect(failed.structuredContent).toMatchObject({ outcome: 'auth_failed', output: '' });
  });

  test('with several commands asks which, by text, label or index', async () => {
    await open();
    const command = ['show version', { label: 'up', command: 'show uptime' }, 'show version'];
    await call('execute_command_batch', { ...showVersion, command });
    const at = { run_id: 'RUN1', device: 'core-r1' };
    for (const [wanted, index] of [
      ['up', 1],
      ['show uptime', 1],
      [0, 0],
      [2, 2],
    ] as const) {
      const { structuredContent, text } = await call('get_output', { ...at, command: wanted });
      expect(structuredContent).toMatchObject({ command_index: index });
      if (index === 1) expect(text).toContain('core-r1: show uptime [up] ·');
    }
    for (const wanted of [undefined, 'show version', 'show route', 3]) {
      const { failed, text } = await call('get_output', { ...at, ...(wanted !== undefined && { command: wanted }) });
      expect(failed).toBe(true);
      expect(text).toContain('0 = "show version", 1 = "up", 2 = "show version"');
    }
  });

  test('refuses a device that the run does not have and names those it has', async () => {
    await open();
    await call('execute_command_batch', { ...showVersion, devices: 'core-r1,core-r2' });
    const { failed, text } = await call('get_output', { run_id: 'RUN1', device: 'edge-r9' });
    expect(failed).toBe(true);
    expect(text).toContain('core-r[1-2]');
  });
});
