import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../src/model/run-request.ts';
import { FakeCli } from '../../support/fake-cli-parts.ts';
import type { FakeRun } from '../../support/fake-run.ts';
import { sampleDevice } from '../../support/sample-device.ts';

const names = Array.from({ length: 24 }, (_, index) => `r${String(index + 1).padStart(2, '0')}`);
const devices = names.map((name) => sampleDevice(name));

/** As the simulated routers behave: r03 is down, r07 refuses the password. */
function answerAsStaged(run: FakeRun): void {
  for (const name of run.view.devices) {
    if (name === 'r03') run.fail(name, 'unreachable');
    else if (name === 'r07') run.fail(name, 'auth_failed');
    else {
      run.start(name);
      run.answer(name, 'Junos: 22.4R3\n');
    }
  }
  run.finish();
}

let cli: FakeCli;

function stage(onRun: (run: FakeRun, request: RunRequest) => void): void {
  cli = new FakeCli({ devices, onRun });
  const { startRun } = cli.rollcall;
  cli.rollcall.startRun = (request) => {
    const devices =
      request.devices === 'all!r03!r07' ? names.filter((name) => name !== 'r03' && name !== 'r07') : 'all';
    return startRun.call(cli.rollcall, { ...request, devices });
  };
}

beforeEach(() => stage(answerAsStaged));

function nothingLeft(): void {
  expect(cli.children).toMatchObject([{ stopped: true }]);
  expect(cli.removed).toEqual(['/tmp/rollcall-fake']);
  expect(cli.leftovers).toBe(0);
}

describe('demo', () => {
  it('starts routers in a second process and runs three commands', async () => {
    expect(await cli.run('demo')).toBe(0);
    expect(cli.children[0]?.args.slice(0, 3)).toEqual(['sim', '--count', '24']);
    expect(cli.rollcall.requests.map(({ command }) => command)).toHaveLength(3);
    expect(cli.rollcall.requests.map(({ devices: asked }) => asked.length)).toEqual(['all'.length, 22, 22]);
    nothingLeft();
  });

  it('keeps its state in its own folder', async () => {
    await cli.run('demo');
    expect(cli.opened).toMatchObject([
      { flags: { inventory: '/tmp/rollcall-fake/devices.yaml', home: '/tmp/rollcall-fake/state' }, purpose: 'cli' },
    ]);
  });

  it('ends by saying how to go on, with paths that work as they stand', async () => {
    await cli.run('demo');
    const serve = '/opt/rollcall/dist/main.js serve --inventory /home/netops/.config/rollcall/devices.yaml';
    expect(cli.stdout.text).toContain(`claude mcp add rollcall -- /usr/bin/node ${serve}`);
    expect(cli.stdout.text).toContain("/usr/bin/node /opt/rollcall/dist/main.js run all 'show version'");
    const block = /\n( {5}\{\n[\s\S]*\n {5}\})\n/.exec(cli.stdout.text)?.[1] ?? '';
    expect(JSON.parse(block)).toEqual({
      mcpServers: { rollcall: { command: '/usr/bin/node', args: serve.split(' ') } },
    });
  });

  it('that does not go as staged exits 1', async () => {
    stage((run) => {
      for (const name of run.view.devices) run.answer(name, 'x\n');
      run.finish();
    });
    expect(await cli.run('demo')).toBe(1);
    expect(cli.stderr.text).toMatch(/^rollcall: the demo did not go as staged/);
    nothingLeft();
  });

  it('whose routers do not start says what they said', async () => {
    cli.childFirstLine = Promise.reject(new Error('the process ended before it was ready: no ports left'));
    expect(await cli.run('demo')).toBe(1);
    expect(cli.stderr.text).toContain('no ports left');
    nothingLeft();
  });

  it('whose routers say nothing gives up', async () => {
    cli.childFirstLine = new Promise(() => {});
    const ended = cli.run('demo');
    await cli.until(() => cli.clock.pending > 0);
    cli.clock.advance(10_000);
    expect(await ended).toBe(1);
    nothingLeft();
  });

  it('Ctrl-C while the routers start ends it and cleans up', async () => {
    cli.childFirstLine = new Promise(() => {});
    const ended = cli.run('demo');
    await cli.until(() => cli.clock.pending > 0);
    cli.interrupt();
    expect(await ended).toBe(130);
    nothingLeft();
  });

  it('Ctrl-C in the middle of a run ends it and cleans up; twice still takes the folder away', async () => {
    stage(() => {});
    const ended = cli.run('demo');
    const run = await cli.rollcall.nthRun(1);
    await cli.until(() => cli.interruptListeners > 0);
    cli.interrupt();
    cli.interrupt();
    expect(cli.removed).toEqual(['/tmp/rollcall-fake']);
    expect(cli.exits).toEqual([130]);
    await cli.until(() => run.cancelledBecause !== null);
    expect(await ended).toBe(130);
    expect(cli.children).toMatchObject([{ stopped: true }]);
  });
});
