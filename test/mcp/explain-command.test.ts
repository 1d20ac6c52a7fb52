import { describe, expect, test } from 'vitest';
import { eras } from '../support/mcp-harness.ts';
import { toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('explain_command over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('gives verdict, grounds and the nearest allowed form, and starts no run', async () => {
    const harness = await open({});
    const refused = await call('explain_command', { command: 'ping 10.0.0.1' });
    expect(refused).toMatchObject({
      failed: false,
      structuredContent: {
        command: 'ping 10.0.0.1',
        platform: 'junos',
        verdict: 'infinite',
        allowed: false,
        words: [
          { word: 'ping', meaning: 'keyword ping' },
          { word: '10.0.0.1', meaning: 'host' },
        ],
        rule: 'junos: ping needs a bound',
        nearest: 'ping 10.0.0.1 count 5',
      },
    });
    expect(refused.text).toMatch(/^refused on junos, infinite: [\s\S]*nearest +ping 10\.0\.0\.1 count 5\n$/);
    const other = await call('explain_command', { command: 'sh ver', platform: 'eos' });
    expect(other.structuredContent).toMatchObject({ verdict: 'dangerous', nearest: 'show ver' });
    expect(harness.rollcall.runs).toEqual([]);
  });

  test('refuses an unknown platform, and a line too long to be one', async () => {
    await open({});
    expect((await call('explain_command', { command: 'show version', platform: 'vax' })).failed).toBe(true);
    expect((await call('explain_command', { command: 'x'.repeat(10_001) })).failed).toBe(true);
  });
});
