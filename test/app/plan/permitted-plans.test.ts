import { expect, it } from 'vitest';
import { permittedRollcall } from '../../../src/app/permitted-rollcall.ts';
import { cliCaller } from '../../../src/model/caller.ts';
import { answering } from '../../support/rollcall-over.ts';
import { plansOver } from './plan-over.ts';

const caller = { surface: 'mcp-http', client: null, token: 'core-team' } as const;

it('a caller with limits reads, lists and is told of the plans that it started, and of no other', async () => {
  const { rollcall, start } = plansOver({ 'core-r1': answering, 'edge-r1': answering });
  const own = permittedRollcall(rollcall, { devices: '@core', changes: false }, caller);
  const ends: string[] = [];
  own.onRunEnded(({ runId }) => ends.push(runId));
  const steps = [{ id: 'a', devices: 'core-r1', command: 'show version' }];
  const other = await start(steps);
  await other.ended;
  const mine = await own.startPlan({ steps }, { caller });
  await mine.ended;
  expect((await own.readPlan(mine.planId))?.state).toBe('finished');
  await expect(own.readPlan(other.planId)).rejects.toMatchObject({ code: 'unknown_run' });
  const { entries } = await own.listRuns({ limit: 10 });
  expect(entries.flatMap(({ kind, runId }) => (kind === 'plan' ? [runId] : []))).toEqual([mine.planId]);
  expect(ends).toContain(mine.planId);
  expect(ends).not.toContain(other.planId);
  await expect(own.cancelRun(other.planId, cliCaller)).rejects.toMatchObject({ code: 'unknown_run' });
});
