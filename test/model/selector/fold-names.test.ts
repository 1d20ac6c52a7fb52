import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandPattern } from '../../../src/model/selector/expand-range.ts';
import { foldNames } from '../../../src/model/selector/fold-names.ts';
import { parseSelector } from '../../../src/model/selector/parse-selector.ts';
import type { Term } from '../../../src/model/selector/selector.ts';

function unfold(text: string): string[] {
  if (text === '') return [];
  const { first, rest } = parseSelector(text);
  return [first, ...rest.map((each) => each.term)].flatMap(namesOf);
}

function namesOf(term: Term): readonly string[] {
  if (term.kind === 'literal') return [term.name];
  if (term.kind === 'pattern') return expandPattern(term.pattern);
  throw new Error(`a fold never holds a ${term.kind}`);
}

describe('foldNames', () => {
  it.each<[string[], string]>([
    [[], ''],
    [['core-r1'], 'core-r1'],
    [['core-r3', 'core-r1', 'core-r2', 'core-r8'], 'core-r[1-3,8]'],
    [['mx01.fra1', 'mx02.fra1', 'core-r1'], 'core-r1,mx[01-02].fra1'],
    [['r9', 'r10', 'r2'], 'r[2,9-10]'],
    [['r09', 'r10', 'r9'], 'r[9-10,09]'],
    [['r1.a1', 'r1.a2', 'r2.a1', 'r2.a2'], 'r[1-2].a[1-2]'],
    [['r1.a1', 'r1.a2', 'r2.a1'], 'r1.a[1-2],r2.a1'],
    [['10.0.0.1', '10.0.0.2'], '10.0.0.[1-2]'],
    [['all', 'rack 7', 'r1'], '"all",r1,"rack 7"'],
    [['site:fra', '@core', 'r*'], '"@core","r*","site:fra"'],
    [['zürich', 'r"1"'], '"r\\"1\\"","zürich"'],
    [['r1', 'r1'], 'r1'],
    [['a', 'A', 'B'], 'A,B,a'],
    [['s12345678901234567', 's12345678901234568'], 's12345678901234567,s12345678901234568'],
  ])('folds %j', (names, text) => {
    expect(foldNames(names)).toBe(text);
  });

  const number = fc.oneof(
    fc.nat(12).map(String),
    fc.nat(12).map((n) => String(n).padStart(2, '0')),
    fc.stringMatching(/^\d{1,18}$/),
  );
  const plain = fc
    .tuple(
      fc.constantFrom('r', 'core-r', '', 'a.'),
      number,
      fc.constantFrom('', '.fra', '-x.lon', '.s'),
      fc.option(number, { nil: '' }),
    )
    .map((parts) => parts.join(''));
  const name = fc.oneof(
    { weight: 8, arbitrary: plain },
    fc.constantFrom('all', 'a,b', 'r[1-2]', '"', ''),
    fc.string({ unit: 'binary' }),
  );

  it('is exactly the set when it is read back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 60 }), (names) => {
        expect(unfold(foldNames(names)).sort()).toEqual([...names].sort());
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of the names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 30 }), (names) => {
        expect(foldNames([...names].reverse())).toBe(foldNames(names));
      }),
    );
  });

  it('folds 10,000 names in time', () => {
    const names = Array.from(
      { length: 10_000 },
      (_, n) => `edge-r${String(n % 250).padStart(3, '0')}.site${Math.floor(n / 250)}.net`,
    );
    const before = performance.now();
    expect(foldNames(names)).toBe('edge-r[000-249].site[0-39].net');
    // Far more than it takes, for a busy machine. What it would show is time that grows with the square of the names.
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
