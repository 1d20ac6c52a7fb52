import { expect, it } from 'vitest';
import { eras, transports } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';

const names = { '2025-11-25': 'old-era-driver', '2026-07-28': 'modern-driver' } as const;

it.each(eras.flatMap((era) => [[era, 'http'] as const, [era, 'stdio'] as const]))(
  'a run of %s over %s is asked for by the client, by the name that it gives itself',
  async (era, transport) => {
    const { client, rollcall, close } = await transports[transport](era, { devices: [sampleDevice('r1')] });
    await client.callTool('execute_command_batch', { devices: 'r1', command: 'show version', wait_s: 0 });
    await client.callTool('cancel_run', { run_id: 'RUN1' });
    await close();
    const caller = { surface: `mcp-${transport}`, client: { name: names[era], version: '1.0.0' }, token: null };
    expect(rollcall.callers).toEqual([caller, caller]);
  },
);
