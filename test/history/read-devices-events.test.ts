import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toLine } from '../../src/history/event-line.ts';
import { readDevicesEvents } from '../../src/history/read-devices-events.ts';
import { readEvents } from '../../src/history/read-events.ts';
import { arbitraryRun } from '../result/arbitrary-run.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('reads the events of some devices as the whole log has them (property)', async () => {
  const path = join(temporaryFolder(), 'events.jsonl');
  await fc.assert(
    fc.asyncProperty(arbitraryRun, fc.func(fc.boolean()), async (events, isWanted) => {
      writeFileSync(path, `${events.map(toLine).join('')}{"type":"command-fin`);
      const wanted = new Set(
        events.flatMap((event) => ('device' in event && isWanted(event.device) ? event.device : [])),
      );
      const whole = await readEvents(path, silentLogger);
      expect(await readDevicesEvents(path, wanted, silentLogger)).toEqual(
        whole.filter((event) => 'device' in event && wanted.has(event.device)),
      );
    }),
    { numRuns: 100 },
  );
});
