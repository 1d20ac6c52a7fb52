import { afterEach, describe, expect, it } from 'vitest';
import { eras, type Harness, transports } from '../support/mcp-harness.ts';
import { sampleDevice } from '../support/sample-device.ts';

const command = { devices: 'all', command: 'show version', wait_s: 0 };

let harness: Harness | null = null;
afterEach(async () => {
  await harness?.close();
  expect(harness?.rollcall.endListeners.size).toBe(0);
  harness = null;
});

describe.each(eras.flatMap((era) => [[era, 'http'] as const, [era, 'stdio'] as const]))(
  'a client of %s over %s that watches a run',
  (era, transport) => {
    /** A client, and a run under way. */
    async function open() {
      harness = await transports[transport](era, { devices: [sampleDevice('r1')] });
      const { client, rollcall } = harness;
      await client.callTool('execute_command_batch', command);
      return { client, rollcall, run: await rollcall.nthRun(1) };
    }

    it('is told once, when the run has ended', async () => {
      const { client, run } = await open();
      const updates: string[] = [];
      await client.watch('rollcall://runs/RUN1', (uri) => updates.push(uri));
      run.start('r1');
      run.answer('r1', 'text');
      run.finish();
      await expect.poll(() => updates).toEqual(['rollcall://runs/RUN1']);
      const { contents } = await client.sdk.readResource({ uri: 'rollcall://runs/RUN1' });
      expect(contents[0]?.text).toContain('"state":"finished"');
      expect(updates).toHaveLength(1);
    });

    it('is told of the end of a plan as well', async () => {
      const { client, rollcall } = await open();
      rollcall.plans.add('PLAN1');
      const updates: string[] = [];
      await client.watch('rollcall://runs/PLAN1', (uri) => updates.push(uri));
      for (const listener of rollcall.endListeners) listener({ runId: 'PLAN1' });
      await expect.poll(() => updates).toEqual(['rollcall://runs/PLAN1']);
    });

    it('is told of no other run, and of none any more once it has stopped watching', async () => {
      const { client, rollcall, run } = await open();
      await client.callTool('execute_command_batch', command);
      const other = await rollcall.nthRun(2);
      await client.callTool('execute_command_batch', command);
      const third = await rollcall.nthRun(3);
      const updates: string[] = [];
      const stop = await client.watch('rollcall://runs/RUN1', (uri) => updates.push(uri));
      other.finish();
      await stop();
      run.finish();
      await client.watch('rollcall://runs/RUN3', (uri) => updates.push(uri));
      third.finish();
      await expect.poll(() => updates).toEqual(['rollcall://runs/RUN3']);
    });
  },
);

describe.each([
  ['2025-11-25', 'http'],
  ['2025-11-25', 'stdio'],
  // On stdio the SDK confirms any watching by itself.
  ['2026-07-28', 'http'],
] as const)('a client of %s over %s', (era, transport) => {
  it.each(['rollcall://runs/NONE', 'rollcall://inventory', 'rollcall://runs/RUN1/r1'])(
    'cannot watch %s',
    async (uri) => {
      harness = await transports[transport](era, { devices: [sampleDevice('r1')] });
      await harness.client.callTool('execute_command_batch', command);
      await expect(harness.client.watch(uri, () => {})).rejects.toThrow(/unknown_run|only runs|not watched/);
    },
  );
});
