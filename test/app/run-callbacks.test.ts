import { describe, expect, it } from 'vitest';
import { permittedRollcall } from '../../src/app/permitted-rollcall.ts';
import type { RunEnd } from '../../src/app/rollcall.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { AuditEvent } from '../../src/model/audit.ts';
import { cliCaller } from '../../src/model/caller.ts';
import { failure } from '../../src/model/failure.ts';
import type { WebhookEvent } from '../../src/model/webhook-event.ts';
import type { Delivery, Webhooks } from '../../src/notify/webhooks.ts';
import { answering, productOver } from '../support/rollcall-over.ts';

const url = 'https://hooks.example/T0/secret-path';
const unreachable = failure('unreachable', 'connection refused', { phase: 'connect' });

/** Two devices that answer and two that cannot be reached; a receiver in memory. */
function told(outcome: Delivery = { delivered: true, attempts: 1, detail: 'answered 200' }) {
  const events: WebhookEvent[] = [];
  const recorded: AuditEvent[] = [];
  let drained = 0;
  const webhooks: Webhooks = {
    async accept(text) {
      if (text !== url) throw new RollcallError('bad_request', 'webhook: not there', { hint: 'elsewhere' });
      const deliver = async (event: WebhookEvent): Promise<Delivery> => {
        events.push(event);
        return outcome;
      };
      return { origin: 'https://hooks.example', deliver };
    },
    async drain() {
      drained += 1;
    },
  };
  const product = productOver(
    { 'core-r1': answering, 'core-r2': unreachable, 'core-r3': unreachable, 'edge-r1': answering },
    { webhooks, audit: { record: async (_, event) => void recorded.push(event) } },
  );
  return { ...product, events, recorded, drains: () => drained };
}

describe('a webhook of a run', () => {
  it('is told how the run ended, and which devices failed; no output, and the audit log has no path', async () => {
    const { rollcall, events, recorded } = told();
    const request = { devices: 'core-r[1-3],edge-r1', command: 'show version', webhook: url };
    const run = await rollcall.startRun(request, { caller: cliCaller });
    await run.ended;
    await rollcall.close();
    expect(events).toEqual([
      {
        id: `run-finished-${run.runId}`,
        type: 'run.finished',
        timestamp: run.view.endTime,
        data: {
          run_id: run.runId,
          state: 'finished',
          summary: expect.objectContaining({ total: 4, succeeded: 2, failed: 2 }),
          failed_devices: 'core-r[2-3]',
          failed_device_count: 2,
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('answer to');
    expect(recorded.map(({ type }) => type)).toEqual(['run-started', 'run-finished', 'webhook-ended']);
    expect(recorded[0]).toMatchObject({ webhook: 'https://hooks.example' });
    expect(recorded[2]).toEqual({
      type: 'webhook-ended',
      run_id: run.runId,
      to: 'https://hooks.example',
      delivered: true,
      attempts: 1,
      detail: 'answered 200',
    });
    expect(JSON.stringify(recorded)).not.toContain('secret-path');
  });

  it('changes nothing of the run when it cannot be told', async () => {
    const { rollcall, recorded } = told({ delivered: false, attempts: 5, detail: 'answered 503' });
    const run = await rollcall.startRun(
      { devices: 'edge-r1', command: 'show version', webhook: url },
      { caller: cliCaller },
    );
    await run.ended;
    await rollcall.close();
    expect(run.view).toMatchObject({ state: 'finished', warnings: [] });
    expect(recorded.at(-1)).toMatchObject({ type: 'webhook-ended', delivered: false, attempts: 5 });
  });

  it('that may not be told refuses the run before anything is sent, and the question for an approval too', async () => {
    const { rollcall, dialer, recorded } = told();
    const request = { devices: 'edge-r1', command: 'show version', webhook: 'https://evil.example/' };
    await expect(rollcall.startRun(request, { caller: cliCaller })).rejects.toMatchObject({ code: 'bad_request' });
    expect(dialer.dialled).toEqual([]);
    expect(recorded.map(({ type }) => type)).toEqual(['refused']);
    const changing = productOver({ r1: answering }, { changes: true });
    await expect(
      changing.rollcall.askApproval({ ...request, devices: 'r1' }, { caller: cliCaller }),
    ).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('is told of a run that ended with rollcall', async () => {
    const { rollcall, events, drains } = told();
    await rollcall.startRun({ devices: 'edge-r1', command: 'show version', webhook: url }, { caller: cliCaller });
    await rollcall.close();
    expect(events).toHaveLength(1);
    expect(drains()).toBe(1);
  });
});

describe('onRunEnded', () => {
  it('calls back with each end once the run can be read, until it is stopped', async () => {
    const { rollcall } = told();
    const ends: RunEnd[] = [];
    const stop = rollcall.onRunEnded((view) => ends.push(view));
    rollcall.onRunEnded(() => {
      throw new Error('a listener that breaks');
    });
    const first = await rollcall.startRun({ devices: 'edge-r1', command: 'show version' }, { caller: cliCaller });
    await first.ended;
    expect(ends.map(({ runId }) => runId)).toEqual([first.runId]);
    expect(rollcall.activeRun(first.runId)).toBeUndefined();
    stop();
    const second = await rollcall.startRun({ devices: 'edge-r1', command: 'show version' }, { caller: cliCaller });
    await second.ended;
    expect(ends).toHaveLength(1);
  });

  it('tells a caller with limits of runs within them only', async () => {
    const { rollcall } = told();
    const own = permittedRollcall(rollcall, { devices: '@core', changes: false }, cliCaller);
    const ends: string[] = [];
    own.onRunEnded(({ runId }) => ends.push(runId));
    const foreign = await rollcall.startRun({ devices: 'edge-r1', command: 'show version' }, { caller: cliCaller });
    await foreign.ended;
    const mine = await own.startRun({ devices: 'core-r1', command: 'show version' }, { caller: cliCaller });
    await mine.ended;
    expect(ends).toEqual([mine.runId]);
  });
});
