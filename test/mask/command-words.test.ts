import { expect, test } from 'vitest';
import { commandWords, isCommand } from '../../src/mask/command-words.ts';

const is = (command: string, pattern: string): boolean => isCommand(commandWords(command), pattern.split(' '));

test.each([
  ['show bgp summary', 'show bgp summary'],
  ['sh bgp sum', 'show bgp summary'],
  ['  SHOW  bgp summary instance master | no-more', 'show bgp summary'],
  ['show interface', 'show interfaces'],
  ['show interfaces', 'show interface'],
  ['show bgp ipv4 unicast summary', 'show bgp ... summary'],
  ['show bgp summary', 'show bgp ... summary'],
  ['show bgp vrf X sum', 'show bgp vrf * summary'],
  ['anything', '...'],
])('%s is %s', (command, pattern) => {
  expect(is(command, pattern)).toBe(true);
});

test.each([
  ['show bgp neighbor', 'show bgp summary'],
  ['show bgp', 'show bgp summary'],
  ['show bgp | match summary', 'show bgp ... summary'],
  ['show bgpx summary', 'show bgp summary'],
  ['', 'show'],
])('%s is not %s', (command, pattern) => {
  expect(is(command, pattern)).toBe(false);
});
