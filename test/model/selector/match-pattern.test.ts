import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../../src/model/selector/match-pattern.ts';
import { parseSelector } from '../../../src/model/selector/parse-selector.ts';

function matches(pattern: string, text: string): boolean {
  const { first } = parseSelector(pattern);
  if (first.kind !== 'pattern') throw new Error(`${pattern} is a ${first.kind}`);
  return matchesPattern(first.pattern, text);
}

describe('matchesPattern', () => {
  it.each([
    ['*', ''],
    ['*', 'anything'],
    ['*.fra', 'mx1.fra'],
    ['mx?.fra', 'mx1.fra'],
    ['*a*b*', 'xaxbx'],
    ['r[1-3]*', 'r2.lon'],
    ['r[01-10]*', 'r07'],
    ['*[1-2]', 'r12'],
    ['r[1-5/2]?', 'r3x'],
    ['r[1,12]*', 'r123'],
  ])('%s fits %s', (pattern, text) => {
    expect(matches(pattern, text)).toBe(true);
  });

  it.each([
    ['*.fra', 'mx1.frankfurt'],
    ['mx?.fra', 'mx10.fra'],
    ['mx?.fra', 'mx.fra'],
    ['r[1-3]*', 'r4'],
    ['r[01-10]*', 'r7'],
    ['r[1-5/2]?', 'r2x'],
    ['*.FRA', 'mx1.fra'],
    ['a*', ''],
  ])('%s does not fit %s', (pattern, text) => {
    expect(matches(pattern, text)).toBe(false);
  });

  it('takes many stars without many paths', () => {
    expect(matches(`${'*a'.repeat(120)}*b`, 'a'.repeat(500))).toBe(false);
  });
});
