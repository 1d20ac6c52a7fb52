import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { faulty, fleetOf, login } from '../support/simulated-fleet.ts';

describe('faults', () => {
  test('refuse: nobody listens on its port', async () => {
    const { device } = await faulty('refuse');
    const [error] = await once(connect(device.port, device.host), 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('blackhole: connects and never says a word', async () => {
    const { fleet, device } = await faulty('blackhole');
    const socket = connect(device.port, device.host);
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    socket.end('SSH-2.0-test\r\n');
    const received: unknown[] = [];
    socket.on('data', (bytes) => received.push(bytes));
    await once(socket, 'end');
    expect(received).toEqual([]);
    expect(fleet.events.total()).toMatchObject({ connections: 1, authAttempts: 0 });
  });

  test('slow-banner: says who it is after 3 s, and works', async () => {
    const clock = new FakeClock();
    const { fleet, device } = await faulty('slow-banner', { clock });
    const socket = connect(device.port, device.host);
    onTestFinished(() => void socket.destroy());
    const banner = once(socket, 'data');
    await once(socket, 'connect');
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(socket.bytesRead).toBe(0);
    clock.advance(3_000);
    expect(String((await banner)[0])).toMatch(/^SSH-2\.0-/);
    expect(fleet.events.total().connections).toBe(1);
  });

  test('kex-fail: no cipher in common', async () => {
    const { fleet } = await faulty('kex-fail');
    await expect(login(fleet)).rejects.toThrow(/no matching.*cipher/i);
  });

  test('host-key-change: offers another key than the known one', async () => {
    const { fleet } = await faulty('host-key-change');
    await expect(login(fleet)).rejects.toThrow(/host denied/i);
    expect(fleet.events.total().authAttempts).toBe(0);
  });

  test('auth-fail: refuses the right password, which came once', async () => {
    const { fleet } = await faulty('auth-fail');
    await expect(login(fleet)).rejects.toThrow(/authentication/i);
    expect(fleet.events.total().authAttempts).toBe(1);
  });

  test('channel-limit: logs in and refuses every channel', async () => {
    const { fleet } = await faulty('channel-limit');
    await expect((await login(fleet)).open('show version')).rejects.toMatchObject({ reason: 2 });
  });

  test('hang: takes the command and never answers', async () => {
    const { fleet } = await faulty('hang');
    const client = await login(fleet);
    const channel = await client.open('show version');
    const closed = once(channel, 'close');
    const received: unknown[] = [];
    channel.on('data', (bytes: Buffer) => received.push(bytes));
    channel.close();
    await closed;
    expect(received).toEqual([]);
  });

  test('drop-mid-output: the first half, then the connection is gone', async () => {
    const whole = await (await login(await fleetOf())).text('show version');
    const { fleet } = await faulty('drop-mid-output');
    const { stdout, exitStatus } = await (await login(fleet)).exec('show version');
    expect(stdout.toString()).toBe(whole.slice(0, Math.ceil(whole.length / 2)));
    expect(exitStatus).toBeUndefined();
  });

  test('slow-drip: line by line, 100 ms apart, and complete', async () => {
    const whole = await (await login(await fleetOf())).text('show version brief');
    const clock = new FakeClock();
    const { fleet } = await faulty('slow-drip', { clock });
    const channel = await (await login(fleet)).open('show version brief');
    const closed = once(channel, 'close');
    const lines: string[] = [];
    channel.on('data', (bytes: Buffer) => {
      lines.push(bytes.toString());
      clock.advance(100);
    });
    clock.advance(100);
    await closed;
    expect(lines).toEqual(whole.split(/(?<=\n)/));
  });

  test('endless-output: goes on until the client closes the channel', async () => {
    const { fleet } = await faulty('endless-output');
    const channel = await (await login(fleet)).open('show version');
    let received = 0;
    const seen = new Promise((resolve) => onTestFinished(fleet.events.onChannelClosed(resolve)));
    channel.on('data', (bytes: Buffer) => {
      received += bytes.length;
      if (received > 3_000_000) channel.close();
    });
    await seen;
    expect(received).toBeGreaterThan(3_000_000);
  });

  test('garbage: bytes that are no text', async () => {
    const { fleet } = await faulty('garbage');
    const { stdout, exitStatus } = await (await login(fleet)).exec('show version');
    expect(stdout).toHaveLength(2_048);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(stdout)).toThrow();
    expect(exitStatus).toBe(0);
  });

  test('no-exit-status: the whole answer, and no exit status', async () => {
    const { fleet } = await faulty('no-exit-status');
    const { stdout, exitStatus } = await (await login(fleet)).exec('show version');
    expect(stdout.toString()).toContain('JUNOS Online Documentation');
    expect(exitStatus).toBeUndefined();
  });

  test('missing-neighbor: one BGP neighbour less than the others have, and everything else as ever', async () => {
    const fleet = await fleetOf({ count: 8, routeReflectors: 3, faults: [{ kind: 'missing-neighbor', percent: 25 }] });
    const peers = await Promise.all(
      fleet.devices.map(async (device) => {
        const { stdout } = await (await login(fleet, device)).exec('show bgp summary');
        return [device.fault, stdout.toString().match(/^10\.255\.0\.\d+(?= +64512 )/gm)?.length];
      }),
    );
    expect(peers.filter(([fault]) => fault === null)).toEqual(Array(6).fill([null, 3]));
    expect(peers.filter(([fault]) => fault !== null)).toEqual(Array(2).fill(['missing-neighbor', 2]));
  });
});
