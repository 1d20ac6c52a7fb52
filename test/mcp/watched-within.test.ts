import { expect, it } from 'vitest';
import { watchedWithin } from '../../src/mcp/watched-within.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeRollcall } from '../support/fake-rollcall.ts';
import { sampleDevice } from '../support/sample-device.ts';

it('leaves out what this process would never tell of, without reading it', async () => {
  const whole = new FakeRollcall({ clock: new FakeClock(), devices: [sampleDevice('r1')] });
  const caller = { surface: 'mcp-http', client: null, token: null } as const;
  const here = await whole.startRun({ devices: 'r1', command: 'show version' }, { caller });
  const read: string[] = [];
  const own = {
    readRun(runId: string) {
      read.push(runId);
      return whole.readRun(here.runId);
    },
    readPlan: async () => null,
  };
  const listen = (uris: readonly string[]) => ({
    method: 'subscriptions/listen',
    params: { notifications: { resourceSubscriptions: uris } },
  });
  const uri = `rollcall://runs/${here.runId}`;
  const asked = listen(['rollcall://runs/OFANOTHERPROCESS', uri, 'rollcall://inventory']);
  expect(await watchedWithin(asked, { whole, own })).toEqual(listen([uri]));
  expect(read).toEqual([here.runId]);
  const refusing = { readPlan: async () => null, readRun: () => Promise.reject(new Error('hidden')) };
  expect(await watchedWithin(asked, { whole, own: refusing })).toEqual(listen([]));
});
