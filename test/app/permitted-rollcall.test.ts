import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { permittedRollcall } from '../../src/app/permitted-rollcall.ts';
import type { Rollcall } from '../../src/app/rollcall.ts';
import type { RollcallError } from '../../src/base/rollcall-error.ts';
import type { Caller } from '../../src/model/caller.ts';
import type { Device } from '../../src/model/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRollcall } from '../support/fake-rollcall.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { sampleStatus } from '../support/sample-status.ts';

let clock: FakeClock;
let devices: Device[];
let groups: Map<string, readonly string[]>;
let whole: FakeRollcall;
beforeEach(() => {
  clock = new FakeClock();
  devices = [
    sampleDevice('lab1', { tags: { site: 'fra' } }),
    sampleDevice('lab2', { tags: { site: 'lon' } }),
    sampleDevice('core1', { tags: { site: 'fra', secret: 'yes' } }),
  ];
  groups = new Map([
    ['lab', ['lab1', 'lab2']],
    ['all-in-fra', ['lab1', 'core1']],
    ['core', ['core1']],
  ]);
  whole = new FakeRollcall({ clock, devices, groups });
});

const command = 'show version';
const caller: Caller = { surface: 'mcp-http', client: null, token: 'ci' };
const within = (selector: string): Rollcall => permittedRollcall(whole, { devices: selector, changes: true }, caller);

it('without a limit it is the very same', () => {
  expect(within('all')).toBe(whole);
  expect(within(' all ')).toBe(whole);
});

it('tells the counts of this server, nothing of other processes', async () => {
  whole.otherProcesses = [sampleStatus({ pid: 99 })];
  expect(await within('@lab').status()).toEqual({ own: sampleStatus(), others: [] });
  expect((await within('all').status()).others).toHaveLength(1);
});

describe('a run', () => {
  it.each([
    ['all', ['lab1', 'lab2']],
    ['@lab', ['lab1', 'lab2']],
    ['@all-in-fra', ['lab1']],
    ['site:fra', ['lab1']],
    ['*1', ['lab1']],
    ['all!lab1', ['lab2']],
    ['lab[1-2]', ['lab1', 'lab2']],
  ])('of %s goes to those of them that are permitted, by name', async (selector, names) => {
    await within('@lab').startRun({ devices: selector, command }, { caller });
    expect(whole.requests).toEqual([{ devices: [names.map((name) => `"${name}"`).join(',')], command }]);
    expect(whole.callers).toEqual([caller]);
    expect(whole.refusals).toEqual([]);
  });

  it.each(['core1', 'lab1,core1', 'nowhere', 'lab[1-3]', '"core1"'])(
    'of %s is refused as a whole',
    async (selector) => {
      await expect(within('@lab').startRun({ devices: selector, command }, { caller })).rejects.toMatchObject({
        code: 'not_permitted',
        hint: expect.stringContaining('@lab'),
      });
      expect(whole.requests).toEqual([]);
      const request = { devices: selector, command };
      expect(whole.refusals).toEqual([{ request, caller, code: 'not_permitted' }]);
    },
  );

  it('of thousands of devices names each of them', async () => {
    devices.push(...Array.from({ length: 2_500 }, (_, index) => sampleDevice(`lab${index + 10}`)));
    await within('lab*').startRun({ devices: 'all', command }, { caller });
    const [{ devices: lists = [] } = {}] = whole.requests;
    expect([lists].flat().map((list) => list.split(',').length)).toEqual([1_000, 1_000, 502]);
  });

  it('and its refusal are what they were if there were no other devices at all, whatever is asked', async () => {
    const term = fc.constantFrom(
      ...['all', '@lab', '@core', '@all-in-fra', 'lab1', 'core1', 'core2', '*', 'core*', 'lab[1-3]'],
      ...['site:fra', 'secret:yes', 'x', '"lab2"', '@'],
    );
    const selector = fc
      .tuple(term, fc.array(fc.tuple(fc.constantFrom(',', '!', '&', '^'), term), { maxLength: 4 }))
      .map(([first, rest]) => first + rest.map((pair) => pair.join('')).join(''));
    const alone = new FakeRollcall({
      ...{ clock, devices: devices.slice(0, 2) },
      groups: new Map([
        ['lab', ['lab1', 'lab2']],
        ['all-in-fra', ['lab1']],
      ]),
    });
    const outcomes = new Set<string>();
    async function outcome(over: FakeRollcall, asked: string): Promise<string> {
      const before = over.requests.length;
      const limited = permittedRollcall(over, { devices: '@lab', changes: true }, caller);
      const said = await limited.startRun({ devices: asked, command }, { caller }).then(
        () => 'started',
        (thrown: RollcallError) => `${thrown.code}: ${thrown.message}; ${thrown.hint}`,
      );
      outcomes.add(said.split(':')[0] ?? '');
      const listed = await limited.listDevices(asked).then(JSON.stringify, String);
      return [said, listed, JSON.stringify(over.requests.slice(before))].join('\n');
    }
    await fc.assert(
      fc.asyncProperty(selector, async (asked) => {
        expect(await outcome(whole, asked)).toBe(await outcome(alone, asked));
      }),
      { numRuns: 500 },
    );
    expect([...outcomes].sort()).toEqual(['bad_selector', 'not_permitted', 'nothing_selected', 'started']);
    expect(JSON.stringify(whole.requests)).not.toContain('core');
  });
});

describe('the inventory', () => {
  it('holds the permitted devices and what of the groups is left', async () => {
    const listed = await within('@lab').listDevices();
    expect(listed.devices.map(({ name }) => name)).toEqual(['lab1', 'lab2']);
    expect([...listed.groups]).toEqual([
      ['lab', ['lab1', 'lab2']],
      ['all-in-fra', ['lab1']],
    ]);
  });

  it('suggests no device outside', async () => {
    const { devices: found } = await within('@lab').listDevices('core2,lab9');
    expect(found).toEqual([
      { known: false, name: 'core2', didYouMean: [] },
      { known: false, name: 'lab9', didYouMean: ['lab1', 'lab2'] },
    ]);
  });

  it('is read anew: a device that leaves the group is out', async () => {
    const limited = within('@lab');
    await limited.startRun({ devices: 'lab2', command }, { caller });
    groups.set('lab', ['lab1']);
    await expect(limited.startRun({ devices: 'lab2', command }, { caller })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    await expect(limited.readRun('RUN1')).rejects.toMatchObject({ code: 'unknown_run' });
    expect(limited.activeRun('RUN1')).toBeUndefined();
    expect(whole.accesses).toEqual([{ caller, event: { type: 'run-hidden', run_id: 'RUN1', asked: 'read' } }]);
  });

  it.each(['@gone', 'gone*', 'gone', '@'])('is empty for a token for %s', async (selector) => {
    await expect(within(selector).listDevices()).rejects.toMatchObject({ code: 'nothing_selected' });
    await expect(within(selector).startRun({ devices: 'all', command }, { caller })).rejects.toMatchObject({
      code: 'nothing_selected',
    });
    await expect(within(selector).startRun({ devices: 'lab1', command }, { caller })).rejects.toMatchObject({
      code: 'not_permitted',
    });
  });

  it('gives nobody else a device to trust or check', async () => {
    const signal = new AbortController().signal;
    const [lab1, , core1] = devices;
    if (lab1 === undefined || core1 === undefined) throw new Error('no devices');
    const refusal = { code: 'not_permitted' };
    await expect(within('@lab').trust(core1, signal, caller)).rejects.toMatchObject(refusal);
    await expect(within('@lab').checkDevice(core1, signal)).rejects.toMatchObject(refusal);
    expect(await within('@lab').trust(lab1, signal, caller)).toMatchObject({ ok: true });
    expect(await within('@lab').checkDevice(lab1, signal)).toBeNull();
  });
});

describe('runs on record', () => {
  beforeEach(async () => {
    await whole.startRun({ devices: 'lab1', command });
    await whole.startRun({ devices: 'lab1,core1', command });
    await whole.startRun({ devices: 'lab2', command });
  });

  it('are those with permitted devices only, however few are asked for', async () => {
    const list = async (limit: number): Promise<readonly string[]> =>
      (await within('@lab').listRuns({ limit })).entries.map(({ runId }) => runId);
    expect(await list(10)).toEqual(['RUN3', 'RUN1']);
    expect(await list(1)).toEqual(['RUN3']);
    expect((await within('@lab').listRuns({ limit: 1 })).newestSearched).toBeNull();
    whole.newestSearched = 1_000;
    expect((await within('@lab').listRuns({ limit: 1 })).newestSearched).toBe(1_000);
  });

  it('others are unknown to every question, and go on', async () => {
    const limited = within('@lab');
    const signal = new AbortController().signal;
    const refusal = { code: 'unknown_run', message: expect.stringContaining('RUN2') };
    await expect(limited.readRun('RUN2')).rejects.toMatchObject(refusal);
    await expect(limited.readDevice('RUN2', 'lab1')).rejects.toMatchObject(refusal);
    await expect(limited.waitForRun('RUN2', 1_000, signal)).rejects.toMatchObject(refusal);
    await expect(limited.cancelRun('RUN2', caller)).rejects.toMatchObject(refusal);
    expect(limited.activeRun('RUN2')).toBeUndefined();
    expect(limited.activeRuns()).toEqual([]);
    expect(whole.activeRuns()).toHaveLength(3);
  });

  it('its own can be waited for and cancelled', async () => {
    const limited = within('@lab');
    await limited.readRun('RUN3');
    expect(limited.activeRun('RUN3')?.runId).toBe('RUN3');
    expect(limited.activeRuns()).toHaveLength(1);
    expect(await limited.cancelRun('RUN3', caller)).toEqual({ result: 'cancelled' });
    expect(whole.callers).toEqual([caller]);
    await limited.waitForRun('RUN3', 1_000, new AbortController().signal);
    expect(clock.pending).toBe(0);
  });
});

it('closing it closes nothing of others', async () => {
  await within('@lab').close();
  expect(whole.closed).toBe(false);
});

it('what the guard says is for everyone: it knows no devices', () => {
  const target = { platform: 'junos', username: '', groups: [] } as const;
  expect(within('@lab').explain(command, target, caller)).toEqual(whole.explain(command, target));
  expect(within('@lab').judge(command, target, caller)).toEqual(whole.judge(command));
});

it.each(['all', '@lab'])('a caller for reading asks for no changes, of %s', async (devices) => {
  const reading = permittedRollcall(whole, { devices, changes: false }, caller);
  await reading.startRun({ devices: 'lab1', command }, { caller });
  await reading.askApproval({ devices: 'lab1', command }, { caller });
  expect(whole.mayChange).toEqual([false, false]);
  whole.mayChange.length = 0;
  await permittedRollcall(whole, { devices, changes: true }, caller).startRun({ devices: 'lab1', command }, { caller });
  expect(whole.mayChange).toEqual([undefined]);
});

it('asks no approval for devices that the caller may not touch', async () => {
  await expect(within('@lab').askApproval({ devices: 'core1', command }, { caller })).rejects.toMatchObject({
    code: 'not_permitted',
  });
  expect(whole.mayChange).toEqual([]);
  expect(whole.refusals).toHaveLength(1);
});
