import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import type { Failure } from '../../../src/model/failure.ts';
import { startMockSshServer } from '../../support/mock-ssh-server.ts';
import { connect, deviceAt, exec, failed, never, startDialer } from './dial-fixture.ts';

describe('exec', () => {
  test('keeps stdout and stderr apart and passes the exit status on', async () => {
    const server = await startMockSshServer({
      onExec: (_command, channel) => {
        channel.write('out');
        channel.stderr.write('err');
        channel.exit(7);
        channel.end();
      },
    });
    const connection = await connect(startDialer(), deviceAt(server));
    expect(await exec(connection, 'x')).toEqual({
      answer: { ended: 'exit', exitStatus: 7, signal: null },
      stdout: 'out',
      stderr: 'err',
    });
  });

  test.each([
    ['no exit status', undefined, null],
    ['an end by a signal', 'KILL', 'KILL'],
  ])('%s', async (_what, sent, signal) => {
    const server = await startMockSshServer({
      onExec: (_command, channel) => {
        channel.write('some');
        if (sent !== undefined) channel.exit(sent);
        channel.end();
      },
    });
    const connection = await connect(startDialer(), deviceAt(server));
    expect(await exec(connection, 'x')).toEqual({
      answer: { ended: 'exit', exitStatus: null, signal },
      stdout: 'some',
      stderr: '',
    });
  });

  test('delivers everything before the answer, well over the channel window', async () => {
    const bytes = Buffer.alloc(9 * 1_024 * 1_024, 'rollcall ');
    const server = await startMockSshServer({
      onExec: (_command, channel) => {
        channel.exit(0);
        channel.end(bytes);
      },
    });
    const connection = await connect(startDialer(), deviceAt(server));
    const { answer, stdout } = await exec(connection, 'x');
    expect(answer).toEqual({ ended: 'exit', exitStatus: 0, signal: null });
    expect(Buffer.from(stdout).equals(bytes)).toBe(true);
  });

  test('runs several commands at once on one connection', async () => {
    const server = await startMockSshServer();
    const connection = await connect(startDialer(), deviceAt(server));
    const lines = Array.from({ length: 8 }, (_, index) => `show ${index}`);
    const records = await Promise.all(lines.map((line) => exec(connection, line)));
    expect(records.map(({ stdout }) => stdout)).toEqual(lines.map((line) => `${line}\n`));
    await server.until(() => server.connections[0]?.channelsClosed === 8);
  });

  test('a channel that is not opened is busy, with nothing written, and the connection lives on', async () => {
    const server = await startMockSshServer({ channelReply: (index) => (index === 0 ? 'refuse' : 'accept') });
    const connection = await connect(startDialer(), deviceAt(server));
    expect(failed((await exec(connection, 'x')).answer)).toMatchObject({
      outcome: 'busy',
      phase: 'channel',
      written: false,
      message: 'the device opened no channel (open failed)',
    });
    expect((await exec(connection, 'y')).stdout).toBe('y\n');
    expect(server.connections[0]?.execs).toEqual(['y']);
  });

  test('a refused exec request is rejected and its channel closed', async () => {
    const server = await startMockSshServer({ execReply: () => 'refuse' });
    const connection = await connect(startDialer(), deviceAt(server));
    expect(failed((await exec(connection, 'x')).answer)).toMatchObject({
      outcome: 'rejected',
      phase: 'channel',
      written: false,
    });
    await server.until(() => server.connections[0]?.channelsClosed === 1);
    expect(connection.open).toBe(true);
  });

  test('a listener that throws ends its command only', async () => {
    const server = await startMockSshServer();
    const connection = await connect(startDialer(), deviceAt(server));
    const answer = await connection.exec('x', {
      signal: never(),
      onOutput: () => {
        throw new Error('full');
      },
    });
    expect(failed(answer)).toMatchObject({ outcome: 'defect', written: true });
    expect((await exec(connection, 'y')).stdout).toBe('y\n');
  });
});

describe('abort', () => {
  const timeout = new RollcallError('command_timeout', 'too slow', { phase: 'command' });

  test('keeps what came, answers with its reason and closes the channel on the device', async () => {
    const server = await startMockSshServer({ onExec: (_command, channel) => channel.write('part') });
    const connection = await connect(startDialer(), deviceAt(server));
    const controller = new AbortController();
    const seen: string[] = [];
    const answer = await connection.exec('x', {
      signal: controller.signal,
      onOutput: (_stream, bytes) => {
        seen.push(Buffer.from(bytes).toString());
        controller.abort(timeout);
      },
    });
    expect(failed(answer)).toMatchObject({ outcome: 'command_timeout', message: 'too slow', written: true });
    expect(seen).toEqual(['part']);
    await server.until(() => server.connections[0]?.channelsClosed === 1);
    expect(server.connections[0]?.signals).toEqual(['TERM']);
    expect((await exec(connection, 'y', AbortSignal.abort(timeout))).answer).toMatchObject({ written: false });
    expect(server.connections[0]?.execs).toEqual(['x']);
  });

  test('before the device answered the request: the channel is closed all the same', async () => {
    const server = await startMockSshServer({ execReply: () => 'never' });
    const connection = await connect(startDialer(), deviceAt(server));
    const controller = new AbortController();
    const running = exec(connection, 'x', controller.signal);
    await server.until(() => server.connections[0]?.execs.length === 1);
    controller.abort(timeout);
    expect(failed((await running).answer)).toMatchObject({ outcome: 'command_timeout', written: true });
    await server.until(() => server.connections[0]?.channelsClosed === 1);
  });

  test('before the channel was open: the command is never sent, and the channel closed when it opens', async () => {
    let open = (): void => {};
    const server = await startMockSshServer({
      holdChannels: (release) => {
        open = release;
      },
    });
    const connection = await connect(startDialer(), deviceAt(server));
    const controller = new AbortController();
    const running = exec(connection, 'x', controller.signal);
    await server.until(() => server.connections[0]?.channelsAsked === 1);
    controller.abort(timeout);
    expect(failed((await running).answer)).toMatchObject({ outcome: 'command_timeout', written: false });
    open();
    await server.until(() => server.connections[0]?.channelsClosed === 1);
    expect(server.connections[0]).toMatchObject({ execs: [], signals: [] });
  });

  test('a device that never confirms the close holds nobody up', async () => {
    const server = await startMockSshServer({ onExec: () => {} });
    const connection = await connect(startDialer(), deviceAt(server));
    const controller = new AbortController();
    const running = exec(connection, 'x', controller.signal);
    await server.until(() => server.connections[0]?.execs.length === 1);
    for (const socket of server.sockets) socket.pause();
    controller.abort(timeout);
    expect(failed((await running).answer)).toMatchObject({ outcome: 'command_timeout', written: true });
    await connection.close();
  });
});

describe('connection loss', () => {
  test('in the middle of a command: written, and everybody is told once', async () => {
    const server = await startMockSshServer({ onExec: (_command, channel) => channel.write('part') });
    const connection = await connect(startDialer(), deviceAt(server));
    const reasons: Failure[] = [];
    connection.onClose((reason) => reasons.push(reason));
    connection.onClose(() => reasons.push(...[]))();
    const running = exec(connection, 'x');
    await server.until(() => server.connections[0]?.execs.length === 1);
    for (const socket of server.sockets) socket.destroy();
    const { answer, stdout } = await running;
    expect(failed(answer)).toMatchObject({ outcome: 'connection_lost', phase: 'command', written: true });
    expect(stdout).toBe('part');
    expect(connection.open).toBe(false);
    expect(reasons).toHaveLength(1);
    let late: Failure | null = null;
    connection.onClose((reason) => {
      late = reason;
    });
    expect(late).toEqual(reasons[0]);
    expect(failed((await exec(connection, 'y')).answer)).toMatchObject({ outcome: 'connection_lost', written: false });
  });

  test('before the channel was open: not written', async () => {
    const server = await startMockSshServer({ channelReply: () => 'never' });
    const connection = await connect(startDialer(), deviceAt(server));
    const running = exec(connection, 'x');
    await server.until(() => server.connections[0]?.channelsAsked === 1);
    for (const socket of server.sockets) socket.resetAndDestroy();
    expect(failed((await running).answer)).toMatchObject({ outcome: 'connection_lost', written: false });
  });

  test('before the request was answered: written', async () => {
    const server = await startMockSshServer({ execReply: () => 'never' });
    const connection = await connect(startDialer(), deviceAt(server));
    const running = exec(connection, 'x');
    await server.until(() => server.connections[0]?.execs.length === 1);
    for (const socket of server.sockets) socket.destroy();
    expect(failed((await running).answer)).toMatchObject({ outcome: 'connection_lost', written: true });
  });

  test('right after a whole answer: the answer stands', async () => {
    const server = await startMockSshServer({
      onExec: (_command, channel, connection) => {
        channel.write('all');
        channel.exit(0);
        channel.end();
        connection.end();
      },
    });
    const connection = await connect(startDialer(), deviceAt(server));
    expect(await exec(connection, 'x')).toMatchObject({ answer: { ended: 'exit', exitStatus: 0 }, stdout: 'all' });
  });

  test('unanswered keepalives', async () => {
    const server = await startMockSshServer({ onExec: () => {} });
    const connection = await connect(startDialer({ keepaliveMs: 10 }), deviceAt(server));
    const running = exec(connection, 'x');
    await server.until(() => server.connections[0]?.execs.length === 1);
    for (const socket of server.sockets) socket.pause();
    expect(failed((await running).answer)).toMatchObject({
      outcome: 'connection_lost',
      message: 'the device left 3 keepalives unanswered',
      written: true,
    });
  });

  test('our own close ends what runs, is idempotent, and does not wait for a silent device', async () => {
    const server = await startMockSshServer({ onExec: () => {} });
    const connection = await connect(startDialer(), deviceAt(server));
    const running = exec(connection, 'x');
    await server.until(() => server.connections[0]?.execs.length === 1);
    for (const socket of server.sockets) socket.pause();
    await Promise.all([connection.close(), connection.close()]);
    expect(failed((await running).answer)).toMatchObject({ outcome: 'connection_lost', written: true });
    await connection.close();
  });
});
