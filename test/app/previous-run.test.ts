import { describe, expect, it } from 'vitest';
import { permittedRollcall } from '../../src/app/permitted-rollcall.ts';
import { readComparedRuns } from '../../src/app/read-compared-runs.ts';
import type { Rollcall } from '../../src/app/rollcall.ts';
import { cliCaller } from '../../src/model/caller.ts';
import type { CommandInput } from '../../src/model/command.ts';
import type { OutputFormat } from '../../src/model/output-format.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRollcall } from '../support/fake-rollcall.ts';
import { sampleDevice } from '../support/sample-device.ts';

function rollcallWith() {
  const clock = new FakeClock();
  const rollcall = new FakeRollcall({ clock, devices: ['r1', 'r2', 'r3'].map((name) => sampleDevice(name)) });
  const run = async (
    devices: string,
    command: CommandInput = 'show version',
    { ends = true, format = 'text' }: { ends?: boolean; format?: OutputFormat } = {},
  ): Promise<string> => {
    const { runId, ...started } = await rollcall.startRun({ devices, command, format });
    if (ends) rollcall.runs.at(-1)?.finish();
    await clock.advance(1_000);
    return started ? runId : '';
  };
  const compared = async (runA: string, runB: string, asked?: string, as: Rollcall = rollcall) => {
    const { before, after, devices } = await readComparedRuns(as, runA, runB, asked);
    return [before.runId, after.runId, ...(devices ?? [])];
  };
  return { rollcall, run, compared };
}

describe('readComparedRuns', () => {
  it('takes the older run as before, however they are named', async () => {
    const { run, compared } = rollcallWith();
    const [one, two] = [await run('r1'), await run('r2')];
    expect(await compared(one, two)).toEqual([one, two]);
    expect(await compared(two, one)).toEqual([one, two]);
    expect(await compared(two, one, 'r1')).toEqual([one, two, 'r1']);
    await expect(compared(two, one, 'r3')).rejects.toMatchObject({ code: 'nothing_selected' });
    await expect(compared(one, 'RUN9')).rejects.toMatchObject({ code: 'unknown_run' });
  });

  it('finds the newest earlier run of the same commands on the same devices', async () => {
    const { run, compared } = rollcallWith();
    await run('r1,r2', ['show version', 'show chassis']);
    const wanted = await run('r2,r1', ['show chassis', 'show version']);
    await run('r1', ['show version', 'show chassis']);
    await run('r1,r2', ['show version']);
    await run('r1,r2', ['show version', 'show chassis'], { ends: false });
    const last = await run('r1,r2', ['show version', 'show chassis']);
    await run('r1,r2', ['show version', 'show chassis']);
    expect(await compared(last, 'previous')).toEqual([wanted, last]);
  });

  it('compares no answers of different formats', async () => {
    const { run, compared } = rollcallWith();
    const text = await run('r1');
    const json = await run('r1', 'show version', { format: 'json' });
    const last = await run('r1');
    expect(await compared(last, 'previous')).toEqual([text, last]);
    await expect(compared(json, last)).rejects.toMatchObject({
      code: 'bad_request',
      message: /different formats cannot be compared: run RUN2 asked for json, run RUN3 for text$/,
    });
    await expect(compared(json, 'previous')).rejects.toMatchObject({ message: /, in the format json$/ });
  });

  it('says when there is none, and waits for no run', async () => {
    const { run, compared } = rollcallWith();
    const [one, running] = [await run('r1'), await run('r1', 'show version', { ends: false })];
    await expect(compared(one, 'previous')).rejects.toMatchObject({
      code: 'unknown_run',
      message: 'there is no earlier run of these commands on these devices',
    });
    await expect(compared(one, running)).rejects.toMatchObject({ code: 'bad_request', message: /has not ended/ });
  });

  it('knows of no run with a device that the caller may not see', async () => {
    const { rollcall, run, compared } = rollcallWith();
    const [hidden, other] = [await run('r1,r2'), await run('r1,r2')];
    const [one, two] = [await run('r1'), await run('r1')];
    const limited = permittedRollcall(rollcall, { devices: 'r1', changes: false }, cliCaller);
    expect(await compared(two, 'previous', undefined, limited)).toEqual([one, two]);
    await expect(compared(two, hidden, undefined, limited)).rejects.toMatchObject({ code: 'unknown_run' });
    await expect(compared(other, 'previous', undefined, limited)).rejects.toMatchObject({ code: 'unknown_run' });
    await expect(compared(two, one, 'r2', limited)).rejects.toMatchObject({ code: 'nothing_selected' });
  });
});
