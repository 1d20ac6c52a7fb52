import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Action, actions, Scenario } from '../support/scheduler-scenario.ts';

it('starts what the plain rules say, in their order, and loses nothing', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), actions, async (maxLimit: number, steps: readonly Action[]) => {
      const scenario = new Scenario(maxLimit);
      for (const step of steps) await scenario.take(step);
      await scenario.end();
      expect(scenario.problems).toEqual([]);
    }),
    { numRuns: 10_000 },
  );
});
