import { expect, it } from 'vitest';
import { pendingText } from '../../src/present/pending-text.ts';
import { answered, at, foldOf, started } from '../result/run-events.ts';

const begin = (device: string, command_index = 0) =>
  ({ type: 'command-started', time: at(5), device, command_index }) as const;

it('names the devices that are worked on and those that wait, folded', () => {
  const devices = Array.from({ length: 30 }, (_, index) => `core-r${index + 1}`);
  const view = foldOf(started(devices), [...answered('core-r1'), begin('core-r2'), begin('core-r4')]);
  expect(pendingText(view, 80)).toBe('running (2): core-r[2,4]\nwaiting (27): core-r[3,5-30]\n');
});

it('counts a device once, also between its commands', () => {
  const view = foldOf(started(['r1', 'r2'], ['a', 'b', 'c']), [...answered('r1'), begin('r1', 1)]);
  expect(pendingText(view, 80)).toBe('running (1): r1\nwaiting (1): r2\n');
});

it('stays within the width, and takes control characters out', () => {
  const devices = Array.from({ length: 20 }, (_, index) => `${String.fromCharCode(97 + index)}-router`);
  const lines = pendingText(foldOf(started([...devices, '\u001b[2J']), []), 40).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(lines.join()).not.toContain('\u001b');
});

it('says when nothing is left', () => {
  expect(pendingText(foldOf(started(['r1']), answered('r1')), 80)).toBe('nothing is pending\n');
});
