import { describe, expect, test } from 'vitest';
import { expand } from '../present/named-devices.ts';
import { eras } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';
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
    expect(none.text).toContain('did you mean "core-r1"?');
    expect(none.text).toContain('What to do next: call list_devices');
    expect(none.text).not.toMatch(/: *$/m);
    expect(none.structuredContent).toMatchObject({ total: 0, selector: null });
  });

  test('says what else than devices was left out, and refuses a place that is not selected', async () => {
    await open({ maxChars: 4_000 });
    const names = Array.from({ length: 100 }, (_, index) => `unknown-${index}`);
    const { structuredContent, text } = await call('list_devices', { devices: ['core-r1', ...names] });
    expect(structuredContent).toMatchObject({
      next: null,
      truncated: expect.stringMatching(/\d+ of 100 unknown names are/),
    });
    expect(text).toContain('of 100 unknown names are left out');
    expect(await call('list_devices', { from: 'nope' })).toMatchObject({
      failed: true,
      text: expect.stringContaining('"from"'),
    });
  });

  test('pages a large inventory by the calls it names', async () => {
    const many = Array.from({ length: 200 }, (_, index) =>
      sampleDevice(`${'abcdefgh'[index % 8]}-${'x'.repeat(index % 25)}-r${index}`),
    );
    await open({ devices: many, maxChars: 4_000 });
    const seen: string[] = [];
    let args: Record<string, unknown> = {};
    let places = 0;
    for (let calls = 0; calls < 100; calls += 1) {
      // The fake takes names only; the real one takes the folded selector as it is.
      const devices = args.devices === undefined ? {} : { devices: [...expand(String(args.devices))] };
      const { structuredContent, text } = await call('list_devices', { ...args, ...devices });
      const document = structuredContent as {
        devices: { name: string }[];
        truncated: string | null;
        next: { arguments: Record<string, unknown> } | null;
      };
      expect(JSON.stringify(document).length).toBeLessThan(6_000);
      seen.push(...document.devices.map((device) => device.name));
      if (document.next === null) break;
      expect(text).toContain(`${document.truncated}; the next call is list_devices`);
      args = document.next.arguments;
      if (args.from !== undefined) places += 1;
    }
    expect(places).toBeGreaterThan(0);
    expect(seen.toSorted()).toEqual(many.map((device) => device.name).toSorted());
  });
});
