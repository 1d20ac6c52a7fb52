import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { type Terminal, watchEnter } from '../../src/cli/watch-enter.ts';

function start(foreground: boolean) {
  const stdin = new PassThrough();
  const signals = new EventEmitter();
  const terminal: Terminal = {
    stdin,
    on: (event, listener) => signals.on(event, listener),
    off: (event, listener) => signals.off(event, listener),
  };
  const state = { entered: 0, foreground };
  const stop = watchEnter(
    () => {
      state.entered += 1;
    },
    terminal,
    () => state.foreground,
  );
  onTestFinished(stop);
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  async function press(text = '\n'): Promise<number> {
    stdin.write(text);
    await turn();
    return state.entered;
  }
  return { stdin, signals, state, stop, press };
}

it('calls back on each Enter, whatever else was typed, until it is stopped', async () => {
  const { press, stop, stdin, signals } = start(true);
  expect(await press()).toBe(1);
  expect(await press('what now?\n')).toBe(2);
  stop();
  expect(stdin.isPaused()).toBe(true);
  expect(await press()).toBe(2);
  expect(signals.listenerCount('SIGCONT')).toBe(0);
});

it('reads nothing in the background, and begins when it comes to the front', async () => {
  const { press, stdin, signals, state } = start(false);
  expect(stdin.readableFlowing).toBe(null);
  state.foreground = true;
  signals.emit('SIGCONT');
  expect(await press()).toBe(1);
  state.foreground = false;
  signals.emit('SIGCONT');
  expect(stdin.isPaused()).toBe(true);
});
