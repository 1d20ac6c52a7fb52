import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import type { AuditEvent } from '../../../src/model/audit.ts';
import { cliCaller } from '../../../src/model/caller.ts';
import { failure } from '../../../src/model/failure.ts';
import type { WebhookEvent } from '../../../src/model/webhook-event.ts';
import type { Webhooks } from '../../../src/notify/webhooks.ts';
import { statusText } from '../../../src/present/status-text.ts';
import { everythingIn } from '../../support/everything-in.ts';
import { answering } from '../../support/rollcall-over.ts';
import { plansOver } from './plan-over.ts';

const url = 'https://hooks.example/T0/secret-path';
const unreachable = failure('unreachable', 'connection refused', { phase: 'connect' });
const show = { devices: 'all', command: 'show version' } as const;

/** Two devices that answer and two that cannot be reached; a receiver in memory. */
function told() {
  const events: WebhookEvent[] = [];
  const recorded: AuditEvent[] = [];
  const webhooks: Webhooks = {
    async accept(text) {
      if (text !== url) throw new RollcallError('bad_request', 'webhook: not there', { hint: 'elsewhere' });
      return {
        origin: 'https://hooks.example',
        async deliver(event) {
          events.push(event);
          return { delivered: true, attempts: 1, detail: 'answered 200' };
        },
      };
    },
    async drain() {},
  };
  const product = plansOver(
    { 'core-r1': answering, 'core-r2': unreachable, 'core-r3': unreachable, 'edge-r1': answering },
    { webhooks, audit: { record: async (_, event) => void recorded.push(event) } },
  );
  return { ...product, events, recorded };
}

describe('a webhook of a plan', () => {
  it('is told how each step and the plan ended; no output, and its path is kept nowhere', async () => {
    const { rollcall, events, recorded, home } = told();
    const steps = [
      { id: 'facts', ...show, max_failed: 1 },
      { id: 'more', ...show, depends_on: 'facts' },
    ];
    const plan = await rollcall.startPlan({ steps, webhook: url }, { caller: cliCaller });
    await plan.ended;
    await rollcall.close();
    const run_id = plan.planId;
    expect(events.map(({ id, type }) => [id, type])).toEqual([
      [`step-finished-${run_id}-facts`, 'step.finished'],
      [`step-finished-${run_id}-more`, 'step.finished'],
      [`plan-finished-${run_id}`, 'plan.finished'],
    ]);
    const named = { failed_devices: 'core-r[2-3]', failed_device_count: 2 };
    expect(events[0]?.data).toMatchObject({ run_id, step: 'facts', state: 'failed', ...named });
    expect(events[0]?.data).toMatchObject({ total: 4, succeeded: 2, failed: 2 });
    expect(events[1]?.data).toMatchObject({ step: 'more', state: 'cancelled', total: 0, failed_devices: null });
    expect(events[2]).toMatchObject({
      timestamp: plan.view.endTime,
      data: {
        ...{ run_id, kind: 'plan', state: 'finished', failed_steps: ['facts'], ...named },
        summary: { steps: { failed: 1, cancelled: 1 }, total: 4, succeeded: 2, failed: 2 },
      },
    });
    expect(JSON.stringify(events)).not.toContain('answer to');
    expect(recorded.filter(({ type }) => type === 'webhook-ended')).toHaveLength(3);
    expect(JSON.stringify(recorded) + everythingIn(home)).not.toContain('secret-path');
  });

  it('that may not be told refuses the plan before anything is sent', async () => {
    const { rollcall, dialer } = told();
    const request = { steps: [{ id: 'a', ...show }], webhook: 'https://evil.example/' };
    await expect(rollcall.startPlan(request, { caller: cliCaller })).rejects.toMatchObject({ code: 'bad_request' });
    expect(dialer.dialled).toEqual([]);
  });

  it('is told of a plan that ended with rollcall', async () => {
    const { rollcall, events } = told();
    await rollcall.startPlan({ steps: [{ id: 'a', ...show }], webhook: url }, { caller: cliCaller });
    await rollcall.close();
    expect(events.at(-1)).toMatchObject({ type: 'plan.finished', data: { state: 'cancelled' } });
  });
});

it('a plan is work until it has ended, also while it waits and none of its runs goes on', async () => {
  const { rollcall, start, clock } = told();
  const wait_for = { match: 'never', every_s: 300, deadline_s: 600 };
  const plan = await start([{ id: 'a', devices: 'edge-r1', command: 'show version', wait_for }]);
  await new Promise<void>((resolve) => rollcall.onRunEnded(() => resolve()));
  clock.advance(120_000);
  const waiting = (await rollcall.status()).own;
  expect([waiting.runs.active, waiting.plans, statusText([waiting])]).toEqual([
    ...[0, { active: 1, ended: 0 }],
    expect.stringContaining('; 1 plan active, 0 ended'),
  ]);
  plan.cancel('enough');
  await plan.ended;
  expect((await rollcall.status()).own.plans).toEqual({ active: 0, ended: 1 });
});

it('onRunEnded calls back with the end of a plan too, once it can be read as ended', async () => {
  const { rollcall, start } = told();
  const ends: string[] = [];
  rollcall.onRunEnded(({ runId }) => ends.push(runId));
  const plan = await start([{ id: 'a', ...show }]);
  await plan.ended;
  expect(ends.at(-1)).toBe(plan.planId);
  expect(ends).toHaveLength(2);
  expect(rollcall.activePlan(plan.planId)).toBeUndefined();
});
