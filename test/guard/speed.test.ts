import { describe, expect, it } from 'vitest';
import { platformNames } from '../../src/model/platform-name.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const hostile: Readonly<Record<string, string>> = {
  'a long run of words': `show ${'c '.repeat(497)}`,
  'as many words as may be': `r${' s'.repeat(99)}`,
  'words that could be many things': `s ${'cl- '.repeat(98)}`,
  'one quoted text of many words': `show "${'c '.repeat(490)}"`,
  'quotes around nothing': `show${' ""'.repeat(330)}`,
  'nothing but pipes': `show v${'|'.repeat(990)}`,
  'as many pipes as may be': `show v${'|s x'.repeat(20)}`,
  'as long pipes as may be': `show v${`|match ${'x'.repeat(40)}`.repeat(20)}`,
  'pipes inside quotes': `show version | include "${'a|'.repeat(480)}"`,
  colons: `show ${'1:'.repeat(490)}`,
  places: `show ${'a: '.repeat(98)}`,
  'an address without an end': `show 1:2:3:4:5%${'/'.repeat(900)}!`,
  options: `ping ${'c 5 '.repeat(49)}`,
  hosts: `ping${' 1.1'.repeat(99)}`,
  backslashes: `show ${'\\ '.repeat(490)}x`,
  'text beyond ASCII': `show log | match "${'é'.repeat(480)}"`,
  'a million letters': 'a'.repeat(1_000_000),
};

describe.each(Object.entries(hostile))('a hostile line: %s', (_, line) => {
  it('is judged and explained at once, whatever the platform', () => {
    for (const platform of platformNames) {
      // The best of three: the first one compiles, and the machine may be busy.
      const times = [1, 2, 3].map(() => {
        const before = performance.now();
        shippedGuard.judge(line, platform, 'netops');
        shippedGuard.explain(line, platform, 'netops');
        return performance.now() - before;
      });
      expect({ platform, slow: Math.min(...times) > 50 }).toEqual({ platform, slow: false });
    }
  });
});

it('10,000 such lines take less than a second', () => {
  const lines = Object.values(hostile).filter((line) => line.length < 1_500);
  // Of this process: the machine may be busy with others.
  const before = process.cpuUsage().user;
  for (let count = 0; count < 10_000; count += 1) {
    const platform = platformNames[count % platformNames.length] ?? 'junos';
    shippedGuard.judge(lines[count % lines.length] ?? '', platform, 'netops');
  }
  expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(1_000);
});
