import { expect, it } from 'vitest';
import { cliCaller } from '../../src/model/caller.ts';
import { createScheduler } from '../../src/schedule/create-scheduler.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { answering, productOver } from '../support/rollcall-over.ts';

const clock = new FakeClock();
const core = { groupLimits: [{ group: 'core', devicesAtOnce: 1 }] };
const silent = (): 'never' => 'never';
const command = 'show version';

it('works on no more devices of a group at once than it may, over all runs, and passes those that wait', async () => {
  const devices = { 'core-r1': silent, 'core-r2': answering, 'edge-r1': answering };
  const { rollcall, dialer } = productOver(devices, { edits: { 'core-r1': core, 'core-r2': core } });
  const options = { caller: cliCaller };
  const first = await rollcall.startRun({ devices: 'core-r1', command }, options);
  await expect.poll(() => dialer.connections.length).toBe(1);
  const second = await rollcall.startRun({ devices: 'core-r2,edge-r1', command }, options);
  await expect.poll(() => second.view.row('edge-r1', 0)?.finished?.outcome).toBe('ok');
  expect(second.view.row('core-r2', 0)?.finished).toBeNull();
  first.cancel('enough');
  await second.ended;
  expect(second.view.row('core-r2', 0)?.finished?.outcome).toBe('ok');
});

it('takes the more urgent run first, and callers in turn', async () => {
  const order: string[] = [];
  const names = ['r1', 'r2', 'r3', 'r4', 'r5'];
  const devices = Object.fromEntries(
    names.map((name) => [
      name,
      (line: string, out: Parameters<typeof answering>[1]) => {
        order.push(name);
        return answering(line, out);
      },
    ]),
  );
  const scheduler = createScheduler({ maxLimit: 1, clock });
  const { rollcall } = productOver({ busy: silent, ...devices }, { scheduler });
  const caller = (token: string) => ({ caller: { surface: 'mcp-http' as const, client: null, token } });
  const busy = await rollcall.startRun({ devices: 'busy', command }, caller('a'));
  await expect.poll(() => scheduler.load.running).toBe(1);
  const runs = [
    await rollcall.startRun({ devices: 'r1,r2', command }, caller('a')),
    await rollcall.startRun({ devices: 'r3', command }, caller('b')),
    await rollcall.startRun({ devices: 'r4', command, priority: 'low' }, caller('b')),
    await rollcall.startRun({ devices: 'r5', command, priority: 'high' }, caller('a')),
  ];
  busy.cancel('enough');
  await Promise.all(runs.map((run) => run.ended));
  expect(order).toEqual(['r5', 'r1', 'r3', 'r2', 'r4']);
  expect(scheduler.load).toMatchObject({ running: 0, queued: 0 });
});
