import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApprovedJob } from '../../src/model/approved-plan.ts';
import { runJobs } from '../../src/schedule/run-jobs.ts';
import { sampleDevice, samplePlan } from '../support/sample-device.ts';

const planOf = (count: number) =>
  samplePlan(
    Array.from({ length: count }, (_, index) => sampleDevice(`r${index}`)),
    ['show version'],
  );

const signal = new AbortController().signal;

describe('runJobs', () => {
  it('runs each job once, starts them in order and never more than allowed at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 8 }), async (count, maxParallel) => {
        const started: string[] = [];
        let running = 0;
        let peak = 0;
        const runJob = async (job: ApprovedJob): Promise<void> => {
          started.push(job.device.name);
          running += 1;
          peak = Math.max(peak, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
        };
        expect(await runJobs(planOf(count), { maxParallel, signal, runJob })).toEqual([]);
        expect(started).toEqual(Array.from({ length: count }, (_, index) => `r${index}`));
        expect(peak).toBe(Math.min(count, maxParallel));
      }),
      { numRuns: 30 },
    );
  });

  it('reports a job that broke and still runs the others', async () => {
    const done: string[] = [];
    const broken = await runJobs(planOf(4), {
      maxParallel: 2,
      signal,
      runJob: async ({ device }) => {
        if (device.name === 'r1') throw new Error('bug');
        done.push(device.name);
      },
    });
    expect(broken.map(({ job, thrown }) => [job.device.name, thrown])).toEqual([['r1', new Error('bug')]]);
    expect(done).toEqual(['r0', 'r2', 'r3']);
  });
});
