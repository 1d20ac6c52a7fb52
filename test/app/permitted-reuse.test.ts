import { expect, it } from 'vitest';
import { permittedRollcall } from '../../src/app/permitted-rollcall.ts';
import { cliCaller } from '../../src/model/caller.ts';
import { answering, productOver } from '../support/rollcall-over.ts';

const caller = { surface: 'mcp-http', client: null, token: 'limited' } as const;
const request = { devices: 'r1', command: 'show version', max_age_s: 60 };

it('a caller with limits reuses answers of runs that it may see, and of no others', async () => {
  const { rollcall, clock } = productOver({ r1: answering, r2: answering });
  const limited = permittedRollcall(rollcall, { devices: 'r1', changes: false }, caller);
  const wide = await rollcall.startRun({ ...request, devices: 'r1,r2' }, { caller: cliCaller });
  await wide.ended;
  clock.advance(1_000);
  const own = await limited.startRun(request, { caller });
  await own.ended;
  expect(own.view.row('r1', 0)?.finished?.reused).toBe(undefined);
  clock.advance(1_000);
  const again = await limited.startRun(request, { caller });
  await again.ended;
  expect(again.view.row('r1', 0)?.finished?.reused).toEqual({ run_id: own.runId, age_s: 1 });
  clock.advance(1_000);
  const both = await rollcall.startRun({ ...request, devices: 'r1,r2' }, { caller: cliCaller });
  await both.ended;
  expect(both.view.row('r1', 0)?.finished?.reused?.run_id).toBe(own.runId);
  expect(both.view.row('r2', 0)?.finished?.reused?.run_id).toBe(wide.runId);
});

it('a caller with limits goes on with no run that it may not see', async () => {
  const { rollcall } = productOver({ r1: answering, r2: answering });
  const limited = permittedRollcall(rollcall, { devices: 'r1', changes: false }, caller);
  const wide = await rollcall.startRun({ devices: 'r1,r2', command: 'show version' }, { caller: cliCaller });
  wide.cancel('cut off');
  await wide.ended;
  await expect(limited.startRun(request, { caller, resume: wide.runId })).rejects.toMatchObject({
    code: 'unknown_run',
  });
});
