import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { processParts, streamOutput } from '../../src/cli/process-parts.ts';

function fakeStream(terminal: { isTTY?: boolean; columns?: number } = {}) {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: false, columns: 0, ...terminal });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('an output stream', () => {
  it('knows its terminal', () => {
    expect(streamOutput(fakeStream())).toMatchObject({ isTerminal: false, columns: 80 });
    const stream = fakeStream({ isTTY: true, columns: 100 });
    const output = streamOutput(stream);
    stream.columns = 120;
    expect(output).toMatchObject({ isTerminal: true, columns: 120 });
  });

  it('tells once that its reader is gone, and takes no more', () => {
    const stream = fakeStream();
    const output = streamOutput(stream);
    let told = 0;
    output.onReaderGone(() => {
      told += 1;
    });
    output.onReaderGone(() => expect.unreachable('had stopped listening'))();
    output.write('before');
    stream.emit('error', systemError('EPIPE'));
    stream.emit('error', systemError('ERR_STREAM_DESTROYED'));
    output.write('after');
    expect(told).toBe(1);
    expect(stream.read()).toBe('before');
    output.onReaderGone(() => {
      told += 1;
    });
    expect(told).toBe(2);
  });

  it('reports another error once, throws nothing, and counts its reader as gone', () => {
    const stream = fakeStream();
    const failures: string[] = [];
    let told = 0;
    const output = streamOutput(stream, (error) => failures.push(error.message));
    output.onReaderGone(() => {
      told += 1;
    });
    stream.emit('error', systemError('ENOSPC'));
    stream.emit('error', systemError('ENOSPC'));
    output.write('after');
    expect([failures, told, stream.read()]).toEqual([['ENOSPC'], 1, null]);
  });

  it('says nothing of a reader that is gone', () => {
    const stream = fakeStream();
    streamOutput(stream, () => expect.unreachable('EPIPE is no failure'));
    stream.emit('error', systemError('EPIPE'));
  });
});

it('interrupts reach the listener until it stops listening', () => {
  const parts = processParts();
  let count = 0;
  const stop = parts.onInterrupt(() => {
    count += 1;
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.emit(signal, signal);
  stop();
  expect(count).toBe(3);
  expect(process.listeners('SIGHUP')).toEqual([]);
  expect(parts.version).toMatch(/^\d+\.\d+\.\d+/);
});
