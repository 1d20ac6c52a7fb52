import { describe, expect, test } from 'vitest';
import { fakeDevice } from '../support/fake-rollcall.ts';
import { eras } from '../support/mcp-harness.ts';
import { toolCalls } from '../support/tool-calls.ts';

describe.each(eras)('list_devices over %s', (era) => {
  const { open, call } = toolCalls(era);

  test('shows the inventory, and how it logs in only with detail', async () => {
    await open();
    const { structuredContent, text } = await call('list_devices');
    expect(structuredContent).toMatchObject({
      total: 3,
      selector: 'core-r[1-2],edge-r9',
      groups: [{ name: 'core', count: 2 }],
      devices: [
        { name: 'core-r1', host: '192.0.2.1', port: 22, platform: 'junos', groups: ['core'], tags: { site: 'fra' } },
        { name: 'core-r2' },
        { name: 'edge-r9' },
      ],
      truncated: null,
      next: null,
    });
    expect(JSON.stringify(structuredContent)).not.toContain('netops');
    for (const part of ['core-r1', '192.0.2.1:22', 'junos', '@core', 'site:fra']) expect(text).toContain(part);
    const detailed = await call('list_devices', { devices: 'edge-r9', detail: true });
    expect(detailed.structuredContent).toMatchObject({
      devices: [{ name: 'edge-r9', detail: { username: 'netops', auth: ['key'], command_timeout_s: 30 } }],
    });
    expect(detailed.text).toContain('auth key');
    expect(JSON.stringify(detailed)).not.toContain('/keys/id');
  });

  test('names unknown devices with near ones, and is an error only if there is nothing else', async () => {
    await open();
    const some = await call('list_devices', { devices: 'core-r1,core-x' });
    expect(some.failed).toBe(false);
    expect(some.structuredContent).toMatchObject({ unknown: [{ name: 'core-x', did_you_mean: ['core-r1'] }] });
    const none = await call('list_devices', { devices: 'core-x' });
    expect(none.failed).toBe(true);
    expect(none.text).toContain('did you mean core-r1');
  });

  test('pages a large inventory by the calls it names', async () => {
    const many = Array.from({ length: 200 }, (_, index) => fakeDevice(`r${index * 2}.site${index % 7}`));
    await open({ devices: many, maxChars: 4_000 });
    const seen: string[] = [];
    let args: Record<string, unknown> = {};
    for (let calls = 0; calls < 100 && seen.length < many.length; calls += 1) {
      const { structuredContent } = await call('list_devices', args);
      const document = structuredContent as {
        devices: { name: string }[];
        next: { arguments: Record<string, unknown> } | null;
      };
      expect(JSON.stringify(document).length).toBeLessThan(6_000);
      seen.push(...document.devices.map((device) => device.name));
      if (document.next === null) break;
      args = document.next.arguments;
      // The fake takes names only; the real one takes the folded selector as it is.
      const left = many.map((device) => device.name).filter((name) => !seen.includes(name));
      args = { devices: left };
    }
    expect(seen).toEqual(many.map((device) => device.name));
  });
});
