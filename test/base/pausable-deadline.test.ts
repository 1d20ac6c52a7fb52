import { expect, test } from 'vitest';
import { startPausableDeadline } from '../../src/base/pausable-deadline.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { FakeClock } from '../support/fake-clock.ts';

const expired = () => new RollcallError('connect_timeout', 'too late');

test('time stands still while it is paused, and the rest runs afterwards', () => {
  const clock = new FakeClock();
  const deadline = startPausableDeadline(new AbortController().signal, 1_000, clock, expired);
  clock.advance(600);
  deadline.pause();
  deadline.pause();
  clock.advance(60_000);
  expect(deadline.signal.aborted).toBe(false);
  deadline.resume();
  deadline.resume();
  clock.advance(399);
  expect(deadline.signal.aborted).toBe(false);
  clock.advance(1);
  expect(deadline.signal.reason).toMatchObject({ code: 'connect_timeout' });
  deadline.clear();
  expect(clock.pending).toBe(0);
});

test('the parent ends it while it is paused', () => {
  const clock = new FakeClock();
  const parent = new AbortController();
  const deadline = startPausableDeadline(parent.signal, 1_000, clock, expired);
  deadline.pause();
  parent.abort(new RollcallError('cancelled', 'enough'));
  expect(deadline.signal.reason).toMatchObject({ code: 'cancelled', message: 'enough' });
  deadline.clear();
});

test('nothing runs after it was cleared', () => {
  const clock = new FakeClock();
  const deadline = startPausableDeadline(new AbortController().signal, 1_000, clock, expired);
  deadline.pause();
  deadline.clear();
  deadline.resume();
  expect(clock.pending).toBe(0);
});
