import { afterEach, describe, expect, it } from 'vitest';
import { eras, type Harness, transports } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { mixed } from '../support/tool-calls.ts';

let harness: Harness | null = null;
afterEach(async () => {
  await harness?.close();
  harness = null;
});

describe.each(eras.flatMap((era) => [[era, 'http'] as const, [era, 'stdio'] as const]))(
  'resources for a client of %s over %s',
  (era, transport) => {
    async function open(): Promise<Harness> {
      const devices = [sampleDevice('core-r1', { groups: ['core'] }), sampleDevice('core-r2'), sampleDevice('edge-r9')];
      harness = await transports[transport](era, { devices, groups: new Map([['core', ['core-r1']]]), onRun: mixed });
      await harness.client.callTool('execute_command_batch', { devices: 'all', command: 'show version' });
      return harness;
    }
    const textAt = async ({ client }: Harness, uri: string): Promise<string> => {
      const { contents } = await client.sdk.readResource({ uri });
      return contents[0]?.text ?? '';
    };

    it('are the inventory, the newest runs, and any run or device of one', async () => {
      const { client } = await open();
      const { resources } = await client.sdk.listResources();
      expect(resources.map(({ uri }) => uri)).toEqual(['rollcall://inventory', 'rollcall://runs/RUN1']);
      expect(resources[1]?.title).toBe('show version on 3 devices');
      const { resourceTemplates } = await client.sdk.listResourceTemplates();
      expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
        'rollcall://runs/{run_id}',
        'rollcall://runs/{run_id}/{device}',
      ]);
    });

    it('say what the tools say', async () => {
      const opened = await open();
      expect(JSON.parse(await textAt(opened, 'rollcall://inventory'))).toMatchObject({ total: 3 });
      expect(JSON.parse(await textAt(opened, 'rollcall://runs/RUN1'))).toMatchObject({
        run_id: 'RUN1',
        summary: { total: 3, succeeded: 2 },
        groups: [{ devices: 'core-r[1-2]' }],
      });
      const text = await textAt(opened, 'rollcall://runs/RUN1/core-r2');
      expect(text).toContain('answer to show version');
      expect(text).not.toContain('core-r1');
    });

    it.each(['rollcall://runs/NONE', 'rollcall://runs/NONE/core-r1', 'rollcall://runs/RUN1/nobody', 'rollcall://else'])(
      '%s is not found',
      async (uri) => {
        const { client } = await open();
        await expect(client.sdk.readResource({ uri })).rejects.toThrow(/not found|unknown_run|nothing_selected/i);
      },
    );

    it('and prompts are completed: runs, the devices of a run, selectors', async () => {
      const { client } = await open();
      const ref = { type: 'ref/resource', uri: 'rollcall://runs/{run_id}/{device}' } as const;
      const complete = async (name: string, value: string, args?: Record<string, string>) => {
        const context = args === undefined ? {} : { context: { arguments: args } };
        return (await client.sdk.complete({ ref, argument: { name, value }, ...context })).completion.values;
      };
      expect(await complete('run_id', 'R')).toEqual(['RUN1']);
      expect(await complete('device', 'core', { run_id: 'RUN1' })).toEqual(['core-r1', 'core-r2']);
      expect(await complete('device', '', { run_id: 'NONE' })).toEqual([]);
      const prompt = { type: 'ref/prompt', name: 'find_outliers' } as const;
      const { completion } = await client.sdk.complete({ ref: prompt, argument: { name: 'devices', value: '@' } });
      expect(completion.values).toEqual(['@core']);
    });
  },
);

describe.each(eras)('prompts for a client of %s', (era) => {
  it('lead through the tools', async () => {
    harness = await transports.http(era, { devices: [sampleDevice('r1')] });
    const { sdk } = harness.client;
    const { prompts } = await sdk.listPrompts();
    expect(
      prompts.map(({ name, arguments: args = [] }) => [
        name,
        args.map((each) => `${each.name}${each.required ? '' : '?'}`),
      ]),
    ).toEqual([
      ['health_check', ['devices?']],
      ['compare_before_after', ['devices', 'command?']],
      ['find_outliers', ['devices', 'command']],
    ]);
    const { messages } = await sdk.getPrompt({
      name: 'find_outliers',
      arguments: { devices: '@core', command: 'show ntp "status"' },
    });
    expect(messages[0]?.content.text).toContain('"command": "show ntp \\"status\\""');
    const whole = await sdk.getPrompt({ name: 'health_check' });
    expect(whole.messages[0]?.content.text).toContain('(all)&platform:NAME');
    const quoted = await sdk.getPrompt({ name: 'health_check', arguments: { devices: '"edge 1"' } });
    expect(quoted.messages[0]?.content).toMatchObject({
      text: expect.stringContaining(String.raw`"devices": "(\"edge 1\")&platform:NAME"`),
    });
    await expect(sdk.getPrompt({ name: 'find_outliers', arguments: { devices: 'all' } })).rejects.toThrow();
  });
});
