import { describe, expect, it } from 'vitest';
import { abortReason, onAbort, pause, startDeadline, untilAborted } from '../../src/base/abort.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { FakeClock } from '../support/fake-clock.ts';

const late = () => new RollcallError('command_timeout', 'too late');

describe('abort', () => {
  it('calls a listener once, at once when it is too late to wait, and not after it stopped listening', () => {
    const controller = new AbortController();
    let calls = 0;
    const count = () => {
      calls += 1;
    };
    onAbort(controller.signal, count)();
    onAbort(controller.signal, count);
    controller.abort();
    onAbort(controller.signal, count);
    expect(calls).toBe(2);
  });

  it('gives a foreign reason the code cancelled and keeps ours', () => {
    const foreign = new AbortController();
    foreign.abort(new Error('client went away'));
    expect(abortReason(foreign.signal).code).toBe('cancelled');
    const ours = new AbortController();
    ours.abort(late());
    expect(abortReason(ours.signal).code).toBe('command_timeout');
  });

  it('rejects a wait with the reason, and passes a result through', async () => {
    const controller = new AbortController();
    expect(await untilAborted(Promise.resolve(1), controller.signal)).toBe(1);
    const waiting = untilAborted(new Promise(() => {}), controller.signal);
    controller.abort(late());
    await expect(waiting).rejects.toMatchObject({ code: 'command_timeout' });
  });
});

describe('pause', () => {
  it('ends when its time is over', async () => {
    const clock = new FakeClock();
    const paused = pause(100, clock, new AbortController().signal);
    clock.advance(100);
    await paused;
    expect(clock.pending).toBe(0);
  });

  it('ends with the reason of the signal, and leaves no timer', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const paused = pause(100, clock, controller.signal);
    controller.abort(late());
    expect(clock.pending).toBe(0);
    await expect(paused).rejects.toMatchObject({ code: 'command_timeout' });
    await expect(pause(100, clock, controller.signal)).rejects.toMatchObject({ code: 'command_timeout' });
    expect(clock.pending).toBe(0);
  });
});

describe('startDeadline', () => {
  it('ends with the first cause: time', () => {
    const clock = new FakeClock();
    const parent = new AbortController();
    const deadline = startDeadline(parent.signal, 100, clock, late);
    clock.advance(100);
    parent.abort(new RollcallError('cancelled', 'later'));
    expect(abortReason(deadline.signal).code).toBe('command_timeout');
    deadline.clear();
  });

  it('ends with the first cause: the parent', () => {
    const clock = new FakeClock();
    const parent = new AbortController();
    const deadline = startDeadline(parent.signal, 100, clock, late);
    parent.abort(new RollcallError('cancelled', 'first'));
    clock.advance(100);
    expect(abortReason(deadline.signal).code).toBe('cancelled');
    deadline.clear();
  });

  it('leaves no timer once cleared', () => {
    const clock = new FakeClock();
    const deadline = startDeadline(new AbortController().signal, 100, clock, late);
    deadline.clear();
    clock.advance(200);
    expect(deadline.signal.aborted).toBe(false);
    expect(clock.pending).toBe(0);
  });
});
