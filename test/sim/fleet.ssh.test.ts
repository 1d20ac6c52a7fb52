import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2 from 'ssh2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { first, fleetOf, login } from '../support/simulated-fleet.ts';

describe('a fleet', () => {
  test('every device has its own port, host key and name, and answers for itself', async () => {
    const fleet = await fleetOf({ count: 30 });
    for (const property of ['name', 'port', 'hostKey'] as const) {
      expect(new Set(fleet.devices.map((device) => device[property])).size).toBe(30);
    }
    let closedChannels = 0;
    const allClosed = new Promise<void>((resolve) => {
      fleet.events.on('channel-closed', () => {
        closedChannels += 1;
        if (closedChannels === 30) resolve();
      });
    });
    const answers = await Promise.all(
      fleet.devices.map(async (device) => (await login(fleet, device)).exec('show version brief')),
    );
    answers.forEach(({ stdout, exitStatus }, at) => {
      expect(stdout.toString()).toContain(`Hostname: ${fleet.devices[at]?.name}\n`);
      expect(exitStatus).toBe(0);
    });
    expect(new Set(answers.map(({ stdout }) => /Junos: .*/.exec(stdout.toString())?.[0])).size).toBe(3);
    await allClosed;
    expect(fleet.events.total()).toMatchObject({ connections: 30, authAttempts: 30, execs: 30, openChannels: 0 });
  });

  test('the same seed gives the same answers and faults, another seed others', async () => {
    const describeFleet = async (seed: string) => {
      const fleet = await fleetOf({ count: 20, seed, faults: [{ kind: 'hang', percent: 20 }] });
      const healthy = fleet.devices.find(({ fault }) => fault === null);
      const hardware = await (await login(fleet, healthy)).text('show chassis hardware');
      return [fleet.devices.map(({ fault }) => fault), hardware];
    };
    const once = await describeFleet('one');
    expect(await describeFleet('one')).toEqual(once);
    expect(await describeFleet('two')).not.toEqual(once);
  });

  test('errors come on stdout after an empty line, with exit status 0', async () => {
    const client = await login(await fleetOf());
    expect(await client.exec('show satellite')).toEqual({
      stdout: Buffer.from('\nerror: syntax error, expecting <command>: satellite\n'),
      exitStatus: 0,
    });
    expect(await client.text('request system reboot')).toBe('\nerror: unknown command: request\n');
  });

  test('; and line ends separate commands, as in cli -c', async () => {
    const client = await login(await fleetOf());
    const version = await client.text('show version brief');
    expect(await client.text('show version brief;foo')).toBe(`${version}\nerror: unknown command: foo\n`);
    expect(await client.text('show version brief\nshow version brief')).toBe(version + version);
  });

  test('a wrong password or name is refused, and counted', async () => {
    const fleet = await fleetOf();
    await expect(login(fleet, first(fleet), 'wrong')).rejects.toThrow(/authentication/i);
    expect(fleet.events.counters(first(fleet).name).authAttempts).toBe(1);
  });

  test('keyboard-interactive takes the same password', async () => {
    const fleet = await fleetOf();
    const client = new ssh2.Client();
    client.on('error', () => {}); // the fleet cuts it at the end
    onTestFinished(() => void client.end());
    client.on('keyboard-interactive', (_name, _instructions, _lang, prompts, finish) => {
      expect(prompts).toEqual([{ prompt: 'Password:', echo: false }]);
      finish([fleet.password.reveal()]);
    });
    const { host, port } = first(fleet);
    client.connect({ host, port, username: fleet.username, tryKeyboard: true });
    await once(client, 'ready');
    expect(fleet.events.total().authAttempts).toBe(1);
  });

  test('ten channels on a connection, the eleventh is refused', async () => {
    const fleet = await fleetOf();
    const client = await login(fleet);
    await Promise.all(Array.from({ length: 10 }, () => client.open('ping 10.0.0.1')));
    expect(fleet.events.total().openChannels).toBe(10);
    await expect(client.open('show version')).rejects.toThrow(/open/i);
  });

  test('a client that closes its channel ends the command, and the fleet says so', async () => {
    const clock = new FakeClock();
    const fleet = await fleetOf({ clock });
    const started = once(fleet.events, 'exec');
    const client = await login(fleet);
    const channel = await client.open('ping 10.0.0.1 count 60');
    expect(await started).toEqual([{ device: 'core-r1.fra', command: 'ping 10.0.0.1 count 60' }]);
    expect(clock.pending).toBe(1);
    const closed = new Promise((resolve) => onTestFinished(fleet.events.onChannelClosed(resolve)));
    channel.close();
    expect(await closed).toEqual({ device: 'core-r1.fra', command: 'ping 10.0.0.1 count 60' });
    expect(clock.pending).toBe(0);
    expect(fleet.events.counters('core-r1.fra').openChannels).toBe(0);
  });

  test('latency delays each reply, in order', async () => {
    const fleet = await fleetOf({ latencyMs: 15, jitterMs: 5 });
    const client = await login(fleet);
    const before = performance.now();
    const text = await client.text('show configuration');
    // Two replies of 15 ms or more each, less the 1 ms by which a timer may be early. Load only makes it longer.
    expect(performance.now() - before).toBeGreaterThanOrEqual(28);
    expect(text).toMatch(/^## Last commit[\s\S]*\n}\n$/);
  });

  test('close cuts everything, twice is fine, and the ports are free again', async () => {
    const fleet = await fleetOf({
      count: 4,
      faults: [
        { kind: 'blackhole', percent: 25 },
        { kind: 'refuse', percent: 25 },
      ],
    });
    const healthy = fleet.devices.find(({ fault }) => fault === null);
    const client = await login(fleet, healthy);
    const answer = client.exec('ping 10.0.0.1');
    await once(fleet.events, 'exec');
    await fleet.close();
    await fleet.close();
    expect((await answer).exitStatus).toBeUndefined();
    for (const { port } of fleet.devices) {
      const [error] = await once(connect(port, '127.0.0.1'), 'error');
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    }
  });
});
