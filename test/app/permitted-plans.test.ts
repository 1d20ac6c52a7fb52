import { describe, expect, it } from 'vitest';
import { permittedRollcall } from '../../src/app/permitted-rollcall.ts';
import { planSeen } from '../../src/mcp/wait-for-plan.ts';
import { answering, productOver } from '../support/rollcall-over.ts';

describe('plans of a caller with limits', () => {
  const bearer = { surface: 'mcp-http', client: null, token: 'lab' } as const;
  const show = { devices: 'all', command: 'show version' } as const;

  function callers() {
    const { rollcall, dialer } = productOver({ 'core-r1': answering, 'core-r2': answering, 'edge-r1': answering });
    const as = (token: string, devices: string) =>
      permittedRollcall(rollcall, { devices, changes: false }, { ...bearer, token });
    return { rollcall, dialer, own: as('lab', '@core'), other: as('other', '@core'), edge: as('edge', 'edge-r1') };
  }

  it('run on permitted devices only, whatever selectors and rows say', async () => {
    const { own, dialer } = callers();
    const rows = { match: '^(?P<device_name>answer)' };
    const plan = await own.startPlan(
      {
        steps: [
          { id: 'a', ...show, rows },
          { id: 'b', for_each: 'a', devices: '{{a.device_name}}', command: 'show arp' },
        ],
      },
      { caller: bearer },
    );
    await plan.ended;
    const [a, b] = plan.view.steps();
    expect([a?.devices, a?.end?.succeeded]).toEqual(['core-r[1-2]', 2]);
    expect(b?.end?.failures).toMatchObject([{ code: 'unknown_device', devices: 'answer' }]);
    expect(new Set(dialer.dialled)).toEqual(new Set(['core-r1', 'core-r2']));
    await expect(
      own.startPlan({ steps: [{ id: 'a', devices: 'edge-r1', command: 'show version' }] }, { caller: bearer }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
    expect(dialer.dialled).not.toContain('edge-r1');
  });

  it('are hidden as soon as someone else adds steps on other devices', async () => {
    const { rollcall, own, dialer } = callers();
    const release = dialer.hold('core-r1');
    const plan = await own.startPlan({ steps: [{ id: 'a', ...show }] }, { caller: bearer });
    const { planId, ended } = plan;
    expect(await planSeen(plan, { rollcall: own })).toBe(plan.view);
    const edge = { id: 'b', devices: 'edge-r1', command: 'show arp', depends_on: 'a' };
    await rollcall.extendPlan(planId, { steps: [edge] }, { caller: { ...bearer, token: 'whole' } });
    await expect(own.readPlan(planId)).rejects.toMatchObject({ code: 'unknown_run' });
    const after = { id: 'c', for_each: 'b', devices: 'core-r1', command: 'show arp' };
    await expect(own.extendPlan(planId, { steps: [after] }, { caller: bearer })).rejects.toMatchObject({
      code: 'unknown_run',
    });
    // Also from the answer that the one who started it waits for.
    await expect(planSeen(plan, { rollcall: own })).rejects.toMatchObject({ code: 'unknown_run' });
    release();
    await ended;
    expect((await rollcall.readPlan(planId))?.devices).toEqual(['core-r1', 'core-r2', 'edge-r1']);
  });

  it('are their own: others neither see, cancel, wait for nor extend them', async () => {
    const { rollcall, own, other, edge } = callers();
    const plan = await own.startPlan({ steps: [{ id: 'a', ...show }] }, { caller: bearer });
    const { planId } = plan;
    const { signal } = new AbortController();
    for (const stranger of [other, edge]) {
      expect(stranger.activePlan(planId)).toBeUndefined();
      await expect(stranger.readPlan(planId)).rejects.toMatchObject({ code: 'unknown_run' });
      await expect(stranger.readRun(planId)).rejects.toMatchObject({ code: 'unknown_run' });
      await expect(stranger.readDevice(planId, 'lab1')).rejects.toMatchObject({ code: 'unknown_run' });
      await expect(stranger.cancelRun(planId, bearer)).rejects.toMatchObject({ code: 'unknown_run' });
      await expect(stranger.waitForRun(planId, 1, signal)).rejects.toMatchObject({ code: 'unknown_run' });
      await expect(
        stranger.extendPlan(planId, { steps: [{ id: 'b', ...show }] }, { caller: bearer }),
      ).rejects.toMatchObject({ code: 'unknown_run' });
    }
    await plan.ended;
    expect((await own.readPlan(planId))?.state).toBe('finished');
    expect((await rollcall.readPlan(planId))?.state).toBe('finished');
    expect((await other.listRuns({ limit: 10 })).entries.map(({ kind }) => kind)).not.toContain('plan');
  });
});
