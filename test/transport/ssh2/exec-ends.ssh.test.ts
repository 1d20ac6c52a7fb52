import type { ServerChannel } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type MockServerOptions, startMockSshServer } from '../../support/mock-ssh-server.ts';
import { connect, deviceAt, exec, failed, startDialer, untilPending } from './dial-fixture.ts';
import { ignoreClose } from './ignore-close.ts';

const timeout = new RollcallError('command_timeout', 'too slow', { phase: 'command' });

async function setUp(options: MockServerOptions) {
  const clock = new FakeClock();
  const server = await startMockSshServer(options);
  const connection = await connect(startDialer({ clock, keepaliveMs: 0 }), deviceAt(server));
  const running = (count: number): Promise<void> => server.until(() => server.connections[0]?.execs.length === count);
  return { clock, server, connection, running };
}

describe('the end of an answer', () => {
  const whole = { ended: 'exit', exitStatus: 0, signal: null };

  test('a channel closed with neither EOF nor exit status was cut', async () => {
    const { connection } = await setUp({
      onExec: (_command, channel) => {
        channel.write('half an answ');
        channel.close();
      },
    });
    const { answer, stdout } = await exec(connection, 'x');
    expect(failed(answer)).toMatchObject({
      outcome: 'connection_lost',
      phase: 'command',
      written: true,
      message: 'the device closed the channel before the end of its output',
    });
    expect(stdout).toBe('half an answ');
    expect(connection.open).toBe(true);
  });

  test('an exit status without EOF is an end', async () => {
    const { connection } = await setUp({
      onExec: (_command, channel) => {
        channel.write('all');
        channel.exit(0);
        channel.close();
      },
    });
    expect(await exec(connection, 'x')).toMatchObject({ answer: whole, stdout: 'all' });
  });

  const withoutClose = (_command: string, channel: ServerChannel): void => {
    channel.write('all');
    channel.exit(0);
    channel.eof();
  };

  test('EOF and exit status without a close are an end after 1 s, and we close the channel', async () => {
    const { clock, server, connection, running } = await setUp({ onExec: withoutClose });
    const answered = exec(connection, 'x');
    await running(1);
    await untilPending(clock, 1);
    clock.advance(1_000);
    expect(await answered).toMatchObject({ answer: whole, stdout: 'all' });
    await server.until(() => server.connections[0]?.channelsClosed === 1);
    expect(server.connections[0]?.signals).toEqual([]);
    await untilPending(clock, 0);
    expect(connection.open).toBe(true);
  });

  test('an abort in that second takes nothing from an answer that is all there', async () => {
    const { clock, server, connection, running } = await setUp({ onExec: withoutClose });
    const cancel = new AbortController();
    const answered = exec(connection, 'x', cancel.signal);
    await running(1);
    await untilPending(clock, 1);
    cancel.abort(timeout);
    expect(await answered).toMatchObject({ answer: whole, stdout: 'all' });
    await server.until(() => server.connections[0]?.channelsClosed === 1);
  });

  test('an exit status that came before a timeout is passed on', async () => {
    const { connection } = await setUp({
      onExec: (_command, channel) => {
        channel.exit(3);
        channel.write('late');
      },
    });
    const controller = new AbortController();
    const answer = await connection.exec('x', {
      signal: controller.signal,
      onOutput: () => controller.abort(timeout),
    });
    expect(failed(answer)).toMatchObject({ outcome: 'command_timeout', written: true, exitStatus: 3 });
  });
});

test('a channel refused right after another one ended is asked for once more', async () => {
  const { clock, server, connection } = await setUp({ channelReply: (index) => (index === 1 ? 'refuse' : 'accept') });
  await exec(connection, 'x');
  expect((await exec(connection, 'y')).stdout).toBe('y\n');
  expect(server.connections[0]).toMatchObject({ channelsAsked: 3, execs: ['x', 'y'] });
  expect(clock.pending).toBe(0);
});

test('one refused twice, or later, is busy', async () => {
  const { clock, server, connection } = await setUp({ channelReply: (index) => (index === 0 ? 'accept' : 'refuse') });
  await exec(connection, 'x');
  expect(failed((await exec(connection, 'y')).answer)).toMatchObject({ outcome: 'busy', written: false });
  expect(server.connections[0]?.channelsAsked).toBe(3);
  clock.advance(1_000);
  expect(failed((await exec(connection, 'y')).answer)).toMatchObject({ outcome: 'busy', written: false });
  expect(server.connections[0]?.channelsAsked).toBe(4);
});

describe('a command that was given up', () => {
  test('may hold its place on the device: a refused channel then retires the connection, and nothing was written', async () => {
    const { server, connection, running } = await setUp({
      onExec: () => {},
      channelReply: (index) => (index < 2 ? 'accept' : 'refuse'),
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const stays = exec(connection, 'stays', first.signal);
    const given = exec(connection, 'given up', second.signal);
    await running(2);
    second.abort(timeout);
    await given;
    const reasons: Failure[] = [];
    connection.onClose((reason) => reasons.push(reason));
    const next = failed((await exec(connection, 'next')).answer);
    expect(next).toMatchObject({ outcome: 'connection_lost', phase: 'channel', written: false });
    expect(connection.open).toBe(false);
    expect(reasons).toHaveLength(1);
    expect(failed((await exec(connection, 'later')).answer)).toMatchObject({ written: false });
    expect(server.openSockets()).toBe(1);
    first.abort(timeout);
    expect(failed((await stays).answer)).toMatchObject({ outcome: 'command_timeout' });
    await server.until(() => server.openSockets() === 0);
    expect(reasons).toHaveLength(1);
  });

  test('whose channel the device does not close within 5 s ends the connection', async () => {
    const { clock, server, connection, running } = await setUp({
      onExec: (_command, _channel, serverEnd) => ignoreClose(serverEnd),
    });
    const cancel = new AbortController();
    const given = exec(connection, 'x', cancel.signal);
    await running(1);
    cancel.abort(timeout);
    await given;
    clock.advance(4_999);
    expect(connection.open).toBe(true);
    clock.advance(1);
    expect(connection.open).toBe(false);
    await server.until(() => server.openSockets() === 0);
    await untilPending(clock, 0);
  });

  test('which the device goes on answering ends the connection after a few megabytes', async () => {
    let sent = 0;
    const { server, connection } = await setUp({
      onExec: (_command, channel, serverEnd) => {
        ignoreClose(serverEnd);
        const piece = Buffer.alloc(32_768, 'x');
        const flood = (): void => {
          sent += piece.length;
          channel.write(piece, flood);
        };
        flood();
      },
    });
    const ended = new Promise<Failure>((resolve) => {
      connection.onClose(resolve);
    });
    const controller = new AbortController();
    await connection.exec('x', { signal: controller.signal, onOutput: () => controller.abort(timeout) });
    expect((await ended).error.message).toBe('the device went on sending on a channel that rollcall had closed');
    await server.until(() => server.openSockets() === 0);
    expect(sent).toBeLessThan(16 * 1_024 * 1_024);
  });
});

describe('a device that does not answer a channel open', () => {
  const silent = { outcome: 'connection_lost', phase: 'channel', written: false };

  test('is gone after 5 s where it had answered before, and the connection with it', async () => {
    const { clock, server, connection } = await setUp({});
    await exec(connection, 'x');
    for (const socket of server.sockets) socket.pause();
    const running = exec(connection, 'y');
    await untilPending(clock, 1);
    clock.advance(4_999);
    expect(connection.open).toBe(true);
    clock.advance(1);
    expect(failed((await running).answer)).toMatchObject({
      ...silent,
      message: 'the device did not answer the request for a channel within 5 s',
    });
    expect(connection.open).toBe(false);
    await untilPending(clock, 1);
    clock.advance(500);
    await untilPending(clock, 0);
  });

  test('has the connect timeout for the first one', async () => {
    const { clock, connection } = await setUp({ channelReply: () => 'never' });
    const running = exec(connection, 'x');
    clock.advance(9_999);
    expect(connection.open).toBe(true);
    clock.advance(1);
    expect(failed((await running).answer)).toMatchObject(silent);
    expect(connection.open).toBe(false);
  });

  test('is found out also where the command gave up before', async () => {
    const { clock, server, connection } = await setUp({
      channelReply: (index) => (index === 0 ? 'accept' : 'never'),
    });
    await exec(connection, 'x');
    const cancel = new AbortController();
    const running = exec(connection, 'y', cancel.signal);
    cancel.abort(timeout);
    expect(failed((await running).answer)).toMatchObject({ outcome: 'command_timeout', written: false });
    clock.advance(5_000);
    expect(connection.open).toBe(false);
    await server.until(() => server.openSockets() === 0);
  });
});
