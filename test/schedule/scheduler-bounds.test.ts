import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Ticket } from '../../src/schedule/scheduler.ts';
import { controlledScheduler, settled } from '../support/controlled-scheduler.ts';

const { signal } = new AbortController();

it('never goes over a bound, whatever comes and ends in whatever order', async () => {
  const job = fc.record({ device: fc.nat({ max: 5 }), run: fc.nat({ max: 3 }), ends: fc.nat({ max: 100 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), async (jobs, maxLimit) => {
      const { scheduler } = controlledScheduler(maxLimit);
      const running = new Set<{ ticket: Ticket; ends: number; resolve: () => void }>();
      const check = (): void => {
        const tickets = [...running].map(({ ticket }) => ticket);
        expect(tickets.length).toBeLessThanOrEqual(maxLimit);
        for (const { device, deviceLimit, run, runLimit, groups } of tickets) {
          expect(tickets.filter((each) => each.device === device).length).toBeLessThanOrEqual(deviceLimit);
          expect(tickets.filter((each) => each.run === run).length).toBeLessThanOrEqual(runLimit);
          for (const { group, devicesAtOnce } of groups) {
            const inside = tickets.filter((each) => each.groups.some((of) => of.group === group));
            expect(new Set(inside.map((each) => each.device)).size).toBeLessThanOrEqual(devicesAtOnce);
          }
        }
      };
      const asked = jobs.map(({ device, run, ends }) => {
        const ticket: Ticket = {
          ...{ device: `r${device}`, deviceLimit: 1 + (device % 2), priority: 'normal', caller: `${run % 2}` },
          ...{ run: `${run}`, runLimit: run + 1, signal },
          groups: [{ group: device % 2 === 0 ? 'even' : 'odd', devicesAtOnce: 2 }],
          work: () =>
            new Promise((resolve) => {
              running.add({ ticket, ends, resolve });
              check();
            }),
        };
        return scheduler.run(ticket);
      });
      await settled();
      while (running.size > 0) {
        const [next] = [...running].sort((a, b) => a.ends - b.ends);
        if (next === undefined) break;
        running.delete(next);
        next.resolve();
        await settled();
      }
      await Promise.all(asked);
    }),
    { numRuns: 300 },
  );
});
