import { describe, expect, it } from 'vitest';
import type { ActiveRun } from '../../src/app/rollcall.ts';
import { cliCaller } from '../../src/model/caller.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { exit, type Script, text } from '../support/fake-dialer.ts';
import { answering, productOver } from '../support/rollcall-over.ts';

/** Answers `show version` when the test says so, or never, and other lines at once. */
function waiting() {
  let answer = (): void => {};
  let markAsked = (): void => {};
  const later = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    markAsked = resolve;
  });
  const script: Script = (line, out) => {
    if (line !== 'show version') return answering(line, out);
    out('stdout', text('the beginning\n'));
    markAsked();
    return later.then(() => exit());
  };
  return { script, answer, asked };
}

const rowsOf = (run: ActiveRun) =>
  run.view
    .rows()
    .map(({ device, command, finished }) => [device, command.index, finished?.outcome, finished?.error?.code]);

describe('drain', () => {
  it('begins nothing more, lets what runs end, and refuses new work', async () => {
    const slow = waiting();
    const { rollcall, dialer } = productOver({ r1: slow.script, r2: answering }, { maxParallel: 1 });
    const run = await rollcall.startRun(
      { devices: 'r1,r2', command: ['show version', 'show system uptime'] },
      { caller: cliCaller },
    );
    await slow.asked;
    const drained = rollcall.drain(5_000);
    await expect(
      rollcall.startRun({ devices: 'r1', command: 'show version' }, { caller: cliCaller }),
    ).rejects.toMatchObject({ code: 'shutting_down', hint: expect.any(String) });
    slow.answer();
    await drained;
    expect(rowsOf(run)).toEqual([
      ['r1', 0, 'ok', undefined],
      ['r1', 1, 'skipped', 'cancelled'],
      ['r2', 0, 'cancelled', 'cancelled'],
      ['r2', 1, 'cancelled', 'cancelled'],
    ]);
    expect(run.view.state).toBe('cancelled');
    expect(dialer.dialled).toEqual(['r1']);
    expect((await rollcall.readRun(run.runId)).state).toBe('cancelled');
  });

  it('cancels after the grace what has not ended by then, and keeps what it said', async () => {
    const hanging = waiting();
    const { rollcall, clock, dialer } = productOver({ r1: hanging.script });
    const run = await rollcall.startRun({ devices: 'r1', command: 'show version' }, { caller: cliCaller });
    await hanging.asked;
    const drained = rollcall.drain(5_000);
    clock.advance(4_999);
    expect(run.view.state).toBe('running');
    clock.advance(1);
    await drained;
    expect(rowsOf(run)).toEqual([['r1', 0, 'cancelled', 'cancelled']]);
    expect(run.view.row('r1', 0)?.stdout).toBe('the beginning\n');
    expect(dialer.connections[0]?.closedChannels).toBe(1);
  });

  it('can be hurried, and a run that ends in time is a finished one', async () => {
    const slow = waiting();
    const hanging = waiting();
    const { rollcall } = productOver({ r1: slow.script, r2: hanging.script });
    const [one, two] = await Promise.all(
      ['r1', 'r2'].map((devices) => rollcall.startRun({ devices, command: 'show version' }, { caller: cliCaller })),
    );
    if (one === undefined || two === undefined) throw new Error('no runs');
    await Promise.all([slow.asked, hanging.asked]);
    const drained = rollcall.drain(60_000);
    slow.answer();
    await one.ended;
    await rollcall.drain(0);
    await drained;
    expect([one.view.state, two.view.state]).toEqual(['finished', 'cancelled']);
  });

  it('ends a run that was just being started, with nothing sent', async () => {
    const { rollcall, dialer } = productOver({ r1: answering });
    const starting = rollcall.startRun({ devices: 'r1', command: 'show version' }, { caller: cliCaller });
    await rollcall.drain(1_000);
    const run = await starting;
    expect(rowsOf(run)).toEqual([['r1', 0, 'cancelled', 'cancelled']]);
    expect(dialer.dialled).toEqual([]);
  });
});

describe('the events of a run', () => {
  it('are told once they are in its log, in their order', async () => {
    const written: RunEvent['type'][] = [];
    const told: [RunEvent['type'], number][] = [];
    let flushed = 0;
    const { rollcall } = productOver(
      { r1: answering, r2: answering },
      {
        onDisk: (history) => ({
          ...history,
          async open(runId) {
            const log = await history.open(runId);
            return {
              ...log,
              append(event) {
                written.push(event.type);
                log.append(event);
              },
              async flushed() {
                const upTo = written.length;
                await log.flushed();
                flushed = Math.max(flushed, upTo);
              },
            };
          },
        }),
      },
    );
    const run = await rollcall.startRun(
      { devices: 'all', command: 'show version' },
      { caller: cliCaller, onRecorded: ({ type }) => told.push([type, flushed]) },
    );
    await run.ended;
    expect(told.map(([type]) => type)).toEqual(written);
    expect(told.every(([, upTo], index) => upTo > index)).toBe(true);
  });
});
