import { describe, expect, it } from 'vitest';
import { permittedRollcall } from '../../src/app/permitted-rollcall.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import type { AuditEvent } from '../../src/model/audit.ts';
import { type Caller, cliCaller } from '../../src/model/caller.ts';
import type { RunRequest } from '../../src/model/run-request.ts';
import { answering, productOver } from '../support/rollcall-over.ts';
import { sampleDevice } from '../support/sample-device.ts';

const caller: Caller = { surface: 'mcp-http', client: { name: 'assistant', version: '2' }, token: null };

/** A product over three devices that answer; `fails` says which entries its audit log cannot take. */
function audited(fails: (event: AuditEvent) => boolean = () => false) {
  const entries: { caller: Caller; event: AuditEvent; dials: number }[] = [];
  const { rollcall, dialer } = productOver(
    { r1: answering, r2: answering, r3: answering },
    {
      audit: {
        async record(who, event) {
          if (fails(event)) throw new RollcallError('audit_failed', 'the audit log cannot be written: no space left');
          entries.push({ caller: who, event, dials: dialer.dialled.length });
        },
      },
      trust: async (device) => ({ device: device.name, ok: true, detail: 'SHA256:x' }),
    },
  );
  const start = (request: RunRequest) => rollcall.startRun(request, { caller });
  return { rollcall, dialer, entries, start };
}

describe('the audit log gets', () => {
  it('a run before its first dial, with every line judged once, and its end with the outcomes', async () => {
    const { start, entries } = audited();
    const run = await start({ devices: 'r[1-3],nobody', command: ['show version', 'show arp'] });
    await run.ended;
    expect(entries.map((entry) => entry.caller)).toEqual([caller, caller]);
    expect(entries[0]).toMatchObject({
      dials: 0,
      event: {
        type: 'run-started',
        run_id: run.runId,
        devices: 'nobody,r[1-3]',
        device_count: 4,
        commands: ['show version', 'show arp'],
        judgements: ['show version', 'show arp'].map((line) => ({
          platform: 'junos',
          line,
          verdict: 'read',
          allowed: true,
          rule: expect.stringMatching(/./),
        })),
        approval: null,
      },
    });
    expect(entries[1]?.event).toEqual({
      type: 'run-finished',
      run_id: run.runId,
      state: 'finished',
      outcomes: { ok: 6, unknown_device: 2 },
    });
  });

  it('a denied command with its verdict and rule', async () => {
    const { start, entries, dialer } = audited();
    await (await start({ devices: 'r1', command: 'request system zeroize' })).ended;
    expect(entries.map(({ event }) => event)).toMatchObject([
      { type: 'run-started', judgements: [{ line: 'request system zeroize', allowed: false }] },
      { type: 'run-finished', outcomes: { denied: 1 } },
    ]);
    expect(dialer.dialled.length).toBe(0);
  });

  it.each([
    [{ devices: 'r[', command: 'show version' }, 'bad_selector', 'r[', 'show version'],
    [{ devices: ['r1'], command: ['  '] }, 'bad_request', '["r1"]', '["  "]'],
    [{ devices: '@nowhere', command: 'show version' }, 'bad_selector', '@nowhere', 'show version'],
    [{ devices: 'r1', command: 'x'.repeat(10_000) }, 'bad_request', 'r1', `${'x'.repeat(4_096)}… (10000 characters)`],
  ])('a request that is refused: %o', async (request, code, devices, commands) => {
    const { start, entries } = audited();
    await expect(start(request)).rejects.toMatchObject({ code });
    expect(entries).toMatchObject([{ caller, event: { type: 'refused', error: { code }, devices, commands } }]);
  });

  it.each([
    ['r1,r2', 'not_permitted'],
    ['@nowhere', 'bad_selector'],
  ])('a request of a token for other devices, as it was asked: %s', async (devices, code) => {
    const { rollcall, entries, dialer } = audited();
    const bearer: Caller = { ...caller, token: 'ci' };
    const limited = permittedRollcall(rollcall, { devices: 'r1', changes: false }, bearer);
    const request = { devices, command: 'show version' };
    await expect(limited.startRun(request, { caller: bearer })).rejects.toMatchObject({ code });
    const event = { type: 'refused', run_id: expect.stringMatching(/^[0-9A-Z]{26}$/), error: { code }, devices };
    expect(entries).toMatchObject([{ caller: bearer, event: { ...event, commands: 'show version' } }]);
    expect(dialer.dialled.length).toBe(0);
  });

  it('that secrets were shown; only the command line may ask for that', async () => {
    const { rollcall, entries, dialer } = audited();
    const seen: string[] = [];
    const reveal = (...said: readonly unknown[]) => seen.push(said.join(' '));
    const request = { devices: 'r1', command: 'show version' };
    await expect(rollcall.startRun(request, { caller, reveal })).rejects.toMatchObject({ code: 'bad_request' });
    expect(dialer.dialled.length).toBe(0);
    const run = await rollcall.startRun(request, { caller: cliCaller, reveal });
    await run.ended;
    expect(seen).toEqual(['r1 0 stdout answer to show version\n']);
    expect(entries.map(({ event }) => event)).toMatchObject([
      { type: 'refused', error: { code: 'bad_request' } },
      { type: 'run-started', secrets_shown: true },
      { type: 'run-finished' },
    ]);
  });

  it('a cancel, also one that finds no run, and a host key that is trusted', async () => {
    const { rollcall, start, entries } = audited();
    const run = await start({ devices: 'r1', command: 'show version' });
    await run.ended;
    entries.length = 0;
    await rollcall.cancelRun(run.runId, caller);
    await expect(rollcall.cancelRun('01JZZZZZZZZZZZZZZZZZZZZZZZ', caller)).rejects.toMatchObject({
      code: 'unknown_run',
    });
    await rollcall.trust(sampleDevice('r1'), new AbortController().signal, caller);
    expect(entries.map(({ event }) => event)).toMatchObject([
      { type: 'cancel-asked', run_id: run.runId, result: 'ended' },
      { type: 'cancel-asked', result: 'failed' },
      { type: 'trust-asked', device: 'r1' },
      { type: 'host-key-trusted', device: 'r1', ok: true, detail: 'SHA256:x' },
    ]);
  });
});

describe('an audit log that is required and cannot be written', () => {
  it('ends a run before it exists: no dial, no history', async () => {
    const { rollcall, start, dialer } = audited(() => true);
    await expect(start({ devices: 'all', command: 'show version' })).rejects.toMatchObject({ code: 'audit_failed' });
    expect(dialer.dialled.length).toBe(0);
    expect((await rollcall.listRuns({ limit: 10 })).entries).toEqual([]);
  });

  it('leaves what is wrong with a request as the answer to it', async () => {
    const { rollcall, start } = audited(() => true);
    await expect(start({ devices: 'r[', command: 'show version' })).rejects.toMatchObject({ code: 'bad_selector' });
    const limited = permittedRollcall(rollcall, { devices: 'r1', changes: false }, caller);
    const outside = limited.startRun({ devices: 'r2', command: 'show version' }, { caller });
    await expect(outside).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('takes nothing from a refusal at the door', async () => {
    const { rollcall } = audited(() => true);
    const refused = {
      type: 'access-refused',
      status: 401,
      why: 'no token',
      address: '192.0.2.1',
      path: '/mcp',
    } as const;
    await expect(rollcall.recordAccess(caller, refused)).resolves.toBeUndefined();
  });

  it('at the end of a run is a warning in it, also as it is read back', async () => {
    const { rollcall, start } = audited(({ type }) => type === 'run-finished');
    const run = await start({ devices: 'r1', command: 'show version' });
    await run.ended;
    const warning = expect.stringContaining('the end of this run is not in the audit log');
    expect(run.view.warnings).toEqual([warning]);
    expect((await rollcall.readRun(run.runId)).warnings).toEqual([warning]);
    expect(run.view.rows()[0]?.finished?.outcome).toBe('ok');
  });

  it('keeps a host key from being trusted, but no run from being cancelled', async () => {
    const { rollcall, start } = audited(({ type }) => type === 'trust-asked' || type === 'cancel-asked');
    const trust = rollcall.trust(sampleDevice('r1'), new AbortController().signal, caller);
    await expect(trust).rejects.toMatchObject({ code: 'audit_failed' });
    const run = await start({ devices: 'all', command: 'show version' });
    await rollcall.cancelRun(run.runId, caller);
    await run.ended;
  });
});
