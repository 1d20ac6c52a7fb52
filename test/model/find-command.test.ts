import { expect, it } from 'vitest';
import { toCommands } from '../../src/model/command.ts';
import { findCommand } from '../../src/model/find-command.ts';

const commands = toCommands([
  'show version',
  { label: 'up', command: 'show uptime' },
  'show version',
  { label: 'show route', command: 'show arp' },
  'show route',
]);

it.each([
  [0, 0],
  [2, 2],
  ['up', 1],
  ['show uptime', 1],
  ['show route', 3],
] as const)('%j is command %d', (wanted, index) => {
  expect(findCommand(commands, wanted).index).toBe(index);
});

it.each([
  ['show version', 'the run has several such commands'],
  [undefined, 'the run has several such commands'],
  ['show bgp', 'the run has no such command'],
  [5, 'the run has no such command'],
] as const)('%j: %s', (wanted, message) => {
  const hint =
    'give "command" as one of: 0 = "show version", 1 = "up", 2 = "show version", 3 = "show route", 4 = "show route"';
  expect(() => findCommand(commands, wanted)).toThrow(expect.objectContaining({ code: 'bad_request', message, hint }));
});

it('the only one need not be named', () => {
  expect(findCommand(toCommands('show version'), undefined).text).toBe('show version');
});

it('a hint stays short', () => {
  const long = toCommands(['x'.repeat(4_000), 'y'.repeat(4_000)]);
  expect(() => findCommand(long, 7)).toThrow(
    expect.objectContaining({ hint: expect.toSatisfy((hint: string) => hint.length < 1_100) }),
  );
});
