import { describe, expect, it } from 'vitest';
import type { ActiveRun } from '../../src/app/rollcall.ts';
import type { RunHistory } from '../../src/history/run-history.ts';
import { cliCaller } from '../../src/model/caller.ts';
import type { Device } from '../../src/model/device.ts';
import type { RunRequest } from '../../src/model/run-request.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { exit, type Script, text } from '../support/fake-dialer.ts';
import { answering, type ProductOptions, productOver } from '../support/rollcall-over.ts';

const asked = { caller: cliCaller };

function over(devices: Readonly<Record<string, Script>>, options: ProductOptions = {}) {
  const product = productOver(devices, options);
  const run = async (request: RunRequest): Promise<ActiveRun> => {
    const started = await product.rollcall.startRun(request, asked);
    await started.ended;
    return started;
  };
  const lines = (): number => product.dialer.connections.reduce((sum, connection) => sum + connection.lines.length, 0);
  return { ...product, run, lines };
}

const reusedIn = (run: ActiveRun) => run.view.rows().map(({ device, finished }) => [device, finished?.reused]);

/** Answers when the test says so, and says how. */
function held() {
  let answer = (): void => {};
  let markAsked = (): void => {};
  const later = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const sent = new Promise<void>((resolve) => {
    markAsked = resolve;
  });
  let count = 0;
  const script: Script = (line, out) => {
    count += 1;
    markAsked();
    return later.then(() => {
      out('stdout', text(`answer ${count} to ${line}\n`));
      return exit();
    });
  };
  return { script, answer, sent };
}

describe('max_age_s', () => {
  it('answers from the newest run that has the answer, says so, and the new run reads back alone', async () => {
    const { run, lines, clock, rollcall } = over({ r1: answering, r2: answering });
    await run({ devices: 'r1', command: ['show version', 'show arp'] });
    clock.advance(120_000);
    const second = await run({ devices: 'r1', command: 'show version' });
    clock.advance(60_000);
    const third = await run({ devices: 'r1,r2', command: 'show version', max_age_s: 600 });
    expect(reusedIn(third)).toEqual([
      ['r1', { run_id: second.runId, age_s: 60 }],
      ['r2', undefined],
    ]);
    expect(lines()).toBe(4);
    const readBack = await rollcall.readRun(third.runId);
    for (const view of ['folded', 'per_device'] as const) {
      expect(buildDocument(readBack, { view })).toEqual(buildDocument(third.view, { view }));
    }
    const { results } = buildDocument(third.view, { view: 'per_device' });
    expect(results?.[0]).toMatchObject({
      outcome: 'ok',
      output: 'answer to show version\n',
      exit_status: 0,
      start_time: null,
      execution_duration: 0,
      reused: { run_id: second.runId, age_s: 60 },
    });
    expect(results?.[0]).not.toHaveProperty('connection');
  });

  it('keeps run and age of an answer that was itself reused, and takes none that is older', async () => {
    const { run, clock } = over({ r1: answering });
    const first = await run({ devices: 'r1', command: 'show version' });
    clock.advance(50_000);
    await run({ devices: 'r1', command: 'show version', max_age_s: 60 });
    clock.advance(5_000);
    const third = await run({ devices: 'r1', command: 'show version', max_age_s: 60 });
    expect(reusedIn(third)).toEqual([['r1', { run_id: first.runId, age_s: 55 }]]);
    clock.advance(5_001);
    expect(reusedIn(await run({ devices: 'r1', command: 'show version', max_age_s: 60 }))).toEqual([['r1', undefined]]);
  });

  it('is for the same line, form and device at the same place only', async () => {
    const edits: Record<string, Partial<Device>> = {};
    const { run, lines } = over({ r1: answering }, { edits });
    await run({ devices: 'r1', command: 'show version' });
    const again = { devices: 'r1', command: 'show version', max_age_s: 60 } as const;
    await run({ ...again, command: 'show version detail' });
    await run({ ...again, format: 'json' });
    expect(lines()).toBe(3);
    for (const edit of [{ host: '192.0.2.9' }, { port: 2222 }, { username: 'other' }, { platform: 'eos' }] as const) {
      edits.r1 = edit;
      const before = lines();
      await run(again);
      expect(lines()).toBe(before + 1);
    }
    delete edits.r1;
    expect(reusedIn(await run(again))).toMatchObject([['r1', { age_s: 0 }]]);
  });

  it('does not take what was redacted otherwise, what failed, or what was not asked to be reused', async () => {
    let redaction = 'one';
    let works = false;
    const script: Script = (line, out) => (works ? answering(line, out) : exit(null));
    const failing: Script = (line, out) => {
      if (works) return script(line, out);
      out('stdout', text('unknown command.\n'));
      return exit();
    };
    const { run, lines } = over({ r1: failing }, { redactionId: async () => redaction });
    await run({ devices: 'r1', command: 'show version' });
    works = true;
    const again = { devices: 'r1', command: 'show version', max_age_s: 60 } as const;
    await run(again);
    expect(lines()).toBe(2);
    redaction = 'two';
    await run(again);
    expect(lines()).toBe(3);
    await run({ devices: 'r1', command: 'show version' });
    expect(lines()).toBe(4);
  });

  it('shares a read that another run is making, also one that waits for its turn', async () => {
    const slow = held();
    const { rollcall, lines } = over({ r1: slow.script });
    const request = { devices: 'r1', command: 'show version', max_age_s: 60 } as const;
    const first = await rollcall.startRun(request, asked);
    const second = await rollcall.startRun(request, asked);
    await slow.sent;
    slow.answer();
    await Promise.all([first.ended, second.ended]);
    expect(lines()).toBe(1);
    expect(reusedIn(second)).toEqual([['r1', { run_id: first.runId, age_s: 0 }]]);
    expect(second.view.row('r1', 0)?.stdout).toBe(first.view.row('r1', 0)?.stdout);
  });

  it('asks by itself when the read that it waited for is cancelled, and is cancelled by itself', async () => {
    const slow = held();
    const { rollcall, lines } = over({ r1: slow.script });
    const request = { devices: 'r1', command: 'show version', max_age_s: 60 } as const;
    const first = await rollcall.startRun(request, asked);
    const second = await rollcall.startRun(request, asked);
    const third = await rollcall.startRun(request, asked);
    await slow.sent;
    third.cancel('not wanted');
    await third.ended;
    expect(third.view.row('r1', 0)?.finished?.outcome).toBe('cancelled');
    first.cancel('not wanted either');
    await first.ended;
    slow.answer();
    await second.ended;
    expect(second.view.row('r1', 0)?.finished).toMatchObject({ outcome: 'ok', attempts: 1 });
    expect(reusedIn(second)).toEqual([['r1', undefined]]);
    expect(lines()).toBe(2);
  });

  it('reads each log once, and no further back than the age', async () => {
    const reads: string[] = [];
    const onDisk = (history: RunHistory): RunHistory => ({
      ...history,
      readDevices(runId, devices) {
        reads.push(`${runId} ${devices.size}`);
        return history.readDevices(runId, devices);
      },
    });
    const names = Array.from({ length: 50 }, (_, index) => `r${index}`);
    const { run, clock } = over(Object.fromEntries(names.map((name) => [name, answering])), { onDisk });
    await run({ devices: 'all', command: 'show version' });
    clock.advance(2 * 3_600_000);
    const newest = await run({ devices: 'all', command: ['show version', 'show arp'] });
    await run({ devices: 'all', command: 'show system uptime' });
    clock.advance(1_000);
    const reusing = await run({ devices: 'all', command: ['show version', 'show route'], max_age_s: 60 });
    expect(reads).toEqual([`${newest.runId} 50`]);
    expect(buildDocument(reusing.view, { view: 'folded' }).groups?.[0]).toMatchObject({
      count: 50,
      reused: { count: 50, oldest_age_s: 1 },
    });
  });

  it('is refused together with secrets in the clear', async () => {
    const { rollcall } = over({ r1: answering });
    const request = { devices: 'r1', command: 'show version', max_age_s: 60 };
    await expect(rollcall.startRun(request, { ...asked, reveal: () => {} })).rejects.toMatchObject({
      code: 'bad_request',
      hint: expect.stringContaining('--max-age'),
    });
  });
});
