import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/model/selector/match-glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['*', ''],
    ['*', 'mx1'],
    ['*.fra', 'mx1.fra'],
    ['mx?', 'mx1'],
    ['[mx1]:*', '[mx1]:2222'],
    ['', ''],
    ['a.c', 'a.c'],
  ])('%j means %j', (glob, text) => {
    expect(matchesGlob(glob, text)).toBe(true);
  });

  it.each([
    ['mx?', 'mx'],
    ['*.fra', 'mx1.fra.example'],
    ['[mx]1', 'm1'],
    ['a.c', 'abc'],
    ['', 'a'],
  ])('%j does not mean %j', (glob, text) => {
    expect(matchesGlob(glob, text)).toBe(false);
  });

  it('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(glob, text, (pattern, value) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesGlob(pattern, value)).toBe(new RegExp(`^${source}$`).test(value));
      }),
      { numRuns: 500 },
    );
  });

  it('takes many stars without many paths', () => {
    expect(matchesGlob(`${'*a'.repeat(200)}*b`, 'a'.repeat(500))).toBe(false);
  });
});
