import { expect, it } from 'vitest';
import { blanksForTabs } from '../../src/plan/blanks-for-tabs.ts';

it.each([
  ['show\tversion', 'show version'],
  ['\tshow \t version\t|\tcount\t', ' show   version | count '],
  ['show log messages\t|\tmatch\t"a\tb"\t|\tcount', 'show log messages | match "a\tb" | count'],
  ['show version', 'show version'],
  ['"\t', '"\t'],
])('sends %j as %j', (text, line) => {
  expect(blanksForTabs(text)).toBe(line);
});
