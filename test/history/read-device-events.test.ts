import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { createRunHistory } from '../../src/history/create-run-history.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { foldEvents } from '../../src/result/run-fold.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { answered, ended, runId, started } from '../result/run-events.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { MemoryLogger } from './memory-logger.ts';

async function recorded(events: readonly RunEvent[]) {
  const home = temporaryFolder();
  const logger = new MemoryLogger();
  const history = createRunHistory({ home, clock: new FakeClock(), logger });
  onTestFinished(() => history.close());
  const log = await history.open(runId);
  for (const event of events) log.append(event);
  await log.close();
  return { history, logger, path: join(home, 'runs', runId, 'events.jsonl') };
}

it("reads a device's rows as the whole log has them (property)", async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRun, async (events) => {
      const { history } = await recorded(events);
      const whole = foldEvents(await history.read(runId), { ownerAlive: true });
      for (const device of whole.devices) {
        const part = foldEvents(await history.readDevice(runId, device), { ownerAlive: true });
        expect([part.state, part.devices]).toEqual([whole.state, whole.devices]);
        for (const { index } of whole.commands) {
          const [row, same] = [part.row(device, index), whole.row(device, index)];
          expect([row?.stdout, row?.stderr, row?.finished]).toEqual([same?.stdout, same?.stderr, same?.finished]);
        }
      }
    }),
    { numRuns: 100 },
  );
});

it('finds a device whatever others say of it, and across the pieces that the file is read in', async () => {
  const talk = `{"device":"r1"} \\"device\\":\\"r1\\" ${'x'.repeat(700_000)}\n`;
  const devices = ['r2', 'r1', 'r10', '"device":"r1"'];
  const events = [
    started(devices),
    ...devices.flatMap((device) => answered(device, { stdout: `${device} ${talk}` })),
    ended(),
  ];
  const { history } = await recorded(events);
  for (const device of devices) {
    const part = foldEvents(await history.readDevice(runId, device), { ownerAlive: true });
    expect(part.row(device, 0)?.stdout).toBe(`${device} ${talk}`);
    expect(part.state).toBe('finished');
  }
});

it('leaves a torn line out, and a broken one with a warning', async () => {
  const { history, logger, path } = await recorded([started(['r1']), ...answered('r1', { stdout: 'a\n' })]);
  appendFileSync(path, '{"type":"output","device":"r1",broken}\n{"type":"output","device":"r1","te');
  const part = foldEvents(await history.readDevice(runId, 'r1'), { ownerAlive: true });
  expect(part.row('r1', 0)?.stdout).toBe('a\n');
  expect(part.state).toBe('running');
  expect(JSON.stringify(logger)).toContain('broken line');
});

it('knows no run that is not there', async () => {
  const { history } = await recorded([started(['r1'])]);
  await expect(history.readDevice('01JZZZZZZZZZZZZZZZZZZZZZZZ', 'r1')).rejects.toMatchObject({ code: 'unknown_run' });
});
