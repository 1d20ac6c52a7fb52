import { describe, expect, it } from 'vitest';
import type { ActiveRun } from '../../src/app/rollcall.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { currentOwner } from '../../src/history/owner.ts';
import type { RunHistory } from '../../src/history/run-history.ts';
import { cliCaller } from '../../src/model/caller.ts';
import type { EventListener, Owner } from '../../src/model/event.ts';
import { type Failure, failure } from '../../src/model/failure.ts';
import type { RunRequest } from '../../src/model/run-request.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { exit, type Script, text } from '../support/fake-dialer.ts';
import { answering, productOver } from '../support/rollcall-over.ts';
import { sampleDevice } from '../support/sample-device.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;

const refused = failure('unreachable', 'connection refused', { phase: 'connect' });

function rollcallOver(
  devices: Readonly<Record<string, Script | Failure>>,
  home = temporaryFolder(),
  owner: Owner = currentOwner(),
  onDisk = (history: RunHistory): RunHistory => history,
) {
  const { rollcall, dialer, clock } = productOver(devices, { home, owner, onDisk });
  const asked = {
    ...rollcall,
    startRun: (request: RunRequest, onEvent?: EventListener) =>
      rollcall.startRun(request, { caller: cliCaller, onEvent }),
    cancelRun: (runId: string) => rollcall.cancelRun(runId, cliCaller),
  };
  return { rollcall: asked, dialer, clock, home };
}

/** The disk is full after the first line of a log. */
const onFullDisk = (history: RunHistory): RunHistory => ({
  ...history,
  async open(runId) {
    const log = await history.open(runId);
    return {
      append: (event) => event.type === 'run-started' && log.append(event),
      flushed: () => log.flushed(),
      async close() {
        await log.close();
        throw new RollcallError('history_failed', "the run's log cannot be written: no space left on device");
      },
    };
  },
});

const outcomesOf = (run: ActiveRun) =>
  run.view.rows().map((row) => [row.device, row.command.index, row.finished?.outcome]);

describe('createRollcall', () => {
  it('accounts for every device and command in selector order, and reads back what it returned', async () => {
    const { rollcall } = rollcallOver({ 'core-r1': answering, 'core-r2': refused, 'edge-r1': answering });
    const run = await rollcall.startRun({
      devices: 'edge-r1,core-r[1-3]',
      command: ['show version', { label: 'arp', command: 'show arp' }],
    });
    await run.ended;
    expect(outcomesOf(run)).toEqual([
      ['edge-r1', 0, 'ok'],
      ['edge-r1', 1, 'ok'],
      ['core-r1', 0, 'ok'],
      ['core-r1', 1, 'ok'],
      ['core-r2', 0, 'unreachable'],
      ['core-r2', 1, 'unreachable'],
      ['core-r3', 0, 'unknown_device'],
      ['core-r3', 1, 'unknown_device'],
    ]);
    const readBack = await rollcall.readRun(run.runId);
    for (const view of ['folded', 'per_device'] as const) {
      expect(buildDocument(readBack, { view })).toEqual(buildDocument(run.view, { view }));
    }
  });

  it('keeps what masks need with the run: platforms and literal addresses', async () => {
    const { rollcall } = rollcallOver({ 'core-r1': answering, 'core-r2': answering });
    const run = await rollcall.startRun({ devices: 'core-r[1-3]', command: 'show version' });
    await run.ended;
    const readBack = await rollcall.readRun(run.runId);
    for (const view of [run.view, readBack]) {
      expect(view.devices.map((device) => [view.platformOf(device), view.addressOf(device)])).toEqual([
        ['junos', '127.0.0.1'],
        ['junos', '127.0.0.1'],
        [null, null],
      ]);
    }
  });

  it('sends nothing to a device when one of its lines is denied', async () => {
    const { rollcall, dialer } = rollcallOver({ r1: answering });
    const run = await rollcall.startRun({ devices: 'r1', command: ['show version', 'request system zeroize'] });
    await run.ended;
    expect(outcomesOf(run)).toEqual([
      ['r1', 0, 'denied'],
      ['r1', 1, 'denied'],
    ]);
    expect(dialer.dialled).toEqual([]);
  });

  it.each([
    [{ devices: 'r1', command: '' }, 'command 1 is empty'],
    [{ devices: 'r1', command: ['show version', ' \t'] }, 'command 2 is empty'],
    [{ devices: 'r1', command: 'x'.repeat(1_000_000) }, 'command 1 is 1000000 characters long'],
    [{ devices: 'r1', command: 'show version', timeout_s: -1 }, 'timeout_s'],
    [{ devices: 'r1', command: 'show version', timeout_s: 1e9 }, 'timeout_s'],
    [{ devices: 'r1', command: 'show version', max_parallel: 0 }, 'max_parallel'],
    [{ devices: 'r1', command: 'show version', nonsense: 1 }, 'nonsense'],
    [{ devices: 'r1', command: [] }, 'command'],
    [
      {
        devices: 'r1',
        command: [
          { label: 'a', command: 'show version' },
          { label: 'a', command: 'show arp' },
        ],
      },
      'the label "a" is given twice',
    ],
  ])('refuses the bad request %#', async (request, message) => {
    const { rollcall } = rollcallOver({ r1: answering });
    await expect(rollcall.startRun(request as never)).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining(message),
    });
  });

  it.each(['', 'all!all', '@nobody'])('refuses the selector "%s"', async (devices) => {
    const { rollcall } = rollcallOver({ r1: answering });
    await expect(rollcall.startRun({ devices, command: 'show version' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(bad_selector|nothing_selected)$/),
    });
  });

  it('names what is odd in a success, once for the devices that share it', async () => {
    const partly: Script = (_line, out) => {
      const dashes = '-'.repeat(74);
      out('stdout', text(`fpc0:\n${dashes}\nup\n\nfpc1:\n${dashes}\nerror: could not connect to fpc1\n`));
      return exit();
    };
    const { rollcall } = rollcallOver({ vc1: partly, vc2: partly, r1: answering });
    const run = await rollcall.startRun({ devices: 'all', command: 'show version' });
    await run.ended;
    const expected = ['vc[1-2]: show version: fpc1: error: could not connect to fpc1'];
    expect(buildDocument(run.view, { view: 'folded' })).toMatchObject({
      warnings: expected,
      summary: { succeeded: 3 },
    });
    expect((await rollcall.readRun(run.runId)).warnings).toEqual(expected);
  });

  it('cancels: closes the channels, keeps what finished, says so', async () => {
    const { rollcall, dialer } = rollcallOver({ r1: answering, r2: () => 'never' });
    const run = await rollcall.startRun({ devices: 'all', command: 'show version' });
    await expect.poll(() => dialer.connections.length === 2 && run.view.row('r1', 0)?.finished?.outcome).toBe('ok');
    await expect.poll(() => dialer.connections.some(({ lines }) => lines.length > 0)).toBe(true);
    expect(await rollcall.cancelRun(run.runId)).toEqual({ result: 'cancelled' });
    await run.ended;
    expect(run.view.state).toBe('cancelled');
    expect(outcomesOf(run)).toEqual([
      ['r1', 0, 'ok'],
      ['r2', 0, 'cancelled'],
    ]);
    expect(dialer.connections.map(({ closedChannels }) => closedChannels).toSorted()).toEqual([0, 1]);
    expect(await rollcall.cancelRun(run.runId)).toEqual({ result: 'ended' });
  });

  it('is cancelled by another process through the run folder', async () => {
    const mine = rollcallOver({ r1: () => 'never' });
    const other = rollcallOver({}, mine.home, { ...currentOwner(), process_start: 'another process' });
    const run = await mine.rollcall.startRun({ devices: 'r1', command: 'show version' });
    await expect.poll(() => mine.dialer.connections[0]?.lines.length).toBe(1);
    expect(await other.rollcall.cancelRun(run.runId)).toEqual({ result: 'requested' });
    mine.clock.advance(500);
    await expect.poll(() => mine.clock.advance(500) ?? run.view.state).toBe('cancelled');
    await run.ended;
    expect((await other.rollcall.readRun(run.runId)).state).toBe('cancelled');
  });

  it('waits for a run, or until the time is over', async () => {
    const { rollcall, clock, dialer } = rollcallOver({ r1: () => 'never' });
    const run = await rollcall.startRun({ devices: 'r1', command: 'show version' });
    await expect.poll(() => dialer.connections[0]?.lines.length).toBe(1);
    const waiting = rollcall.waitForRun(run.runId, 5_000, never);
    clock.advance(5_000);
    await waiting;
    expect(run.view.state).toBe('running');
    const ended = rollcall.waitForRun(run.runId, 60_000, never);
    run.cancel('enough');
    await ended;
    expect(run.view.state).toBe('cancelled');
    await expect(rollcall.waitForRun('01ARZ3NDEKTSV4RRFFQ69G5FAV', 1, never)).rejects.toMatchObject({
      code: 'unknown_run',
    });
  });

  it('lists runs, newest first, with filters', async () => {
    const { rollcall, clock } = rollcallOver({ r1: answering, r2: answering });
    for (const [devices, command] of [
      ['r1', 'show version'],
      ['r2', 'show arp'],
    ] as const) {
      const run = await rollcall.startRun({ devices, command });
      await run.ended;
      clock.advance(1_000);
    }
    const listed = async (query: Partial<Parameters<typeof rollcall.listRuns>[0]>) =>
      (await rollcall.listRuns({ limit: 10, ...query })).entries.map(({ devices, state }) => [devices, state]);
    expect(await listed({})).toEqual([
      ['r2', 'finished'],
      ['r1', 'finished'],
    ]);
    expect(await listed({ limit: 1 })).toEqual([['r2', 'finished']]);
    expect(await listed({ device: 'r1' })).toEqual([['r1', 'finished']]);
    expect(await listed({ command: 'arp' })).toEqual([['r2', 'finished']]);
  });

  it('reads the unfinished run of a dead process as interrupted, with a result for everything', async () => {
    const home = temporaryFolder();
    const dead: Owner = { ...currentOwner(), process_start: 'another process' };
    const first = rollcallOver({ r1: () => 'never', r2: () => 'never' }, home, dead);
    const run = await first.rollcall.startRun({ devices: 'all', command: 'show version', max_parallel: 1 });
    await expect.poll(() => first.dialer.connections[0]?.lines.length).toBe(1);
    const second = rollcallOver({}, home);
    await expect
      .poll(async () => (await second.rollcall.readRun(run.runId)).rows().map((row) => row.finished?.outcome))
      .toEqual(['cancelled', 'skipped']);
    expect((await second.rollcall.readRun(run.runId)).state).toBe('interrupted');
  });

  it('keeps a run readable whose history cannot be written, and says so in its warnings', async () => {
    const { rollcall } = rollcallOver({ r1: answering }, temporaryFolder(), currentOwner(), onFullDisk);
    const run = await rollcall.startRun({ devices: 'r1', command: 'show version' });
    await run.ended;
    expect(run.view.warnings).toEqual([expect.stringContaining('the history of this run is incomplete')]);
    expect(run.recorded).toBe(false);
    const view = await rollcall.readRun(run.runId);
    expect([view.state, view.row('r1', 0)?.finished?.outcome]).toEqual(['finished', 'ok']);
    expect(await rollcall.cancelRun(run.runId)).toEqual({ result: 'ended' });
    await rollcall.waitForRun(run.runId, 60_000, never);
  });

  it('takes no more output than a run may have, and tells the commands that were cut', async () => {
    const chatty: Script = (_line, out) => {
      for (let piece = 0; piece < 9; piece += 1) out('stdout', text('x'.repeat(1_000)));
      return 'never';
    };
    const devices = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`r${index}`, chatty]));
    const { rollcall, clock } = rollcallOver(devices);
    const asked = { devices: 'all', command: 'show log messages', timeout_s: 5, max_parallel: 15 };
    const run = await rollcall.startRun(asked);
    await expect.poll(() => run.view.rows().some((row) => row.finished?.outcome === 'output_limit')).toBe(true);
    clock.advance(5_000);
    await run.ended;
    const kept = run.view.rows().reduce((sum, row) => sum + row.stdout.length, 0);
    expect(kept).toBe(100_000);
    const cut = run.view.rows().flatMap(({ finished }) => (finished?.outcome === 'output_limit' ? finished.error : []));
    expect(cut[0]?.message).toBe('the run has taken the 100000 bytes of output that all its commands may have');
  });

  it('checks a device without running anything', async () => {
    const { rollcall, dialer } = rollcallOver({ r1: answering, r2: refused });
    expect(await rollcall.checkDevice(sampleDevice('r1'), never)).toBeNull();
    expect(await rollcall.checkDevice(sampleDevice('r2'), never)).toEqual(refused);
    expect(dialer.connections[0]?.lines).toEqual([]);
  });
});
