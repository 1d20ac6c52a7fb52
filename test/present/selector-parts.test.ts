import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldNames } from '../../src/model/selector/fold-names.ts';
import { selectorParts } from '../../src/present/selector-parts.ts';

it('parts names, not what is in brackets or in quotes', () => {
  expect(selectorParts('core-r[1,3],edge,"a,\\",[b",x[01-02].ams')).toEqual([
    'core-r[1,3],',
    'edge,',
    '"a,\\",[b",',
    'x[01-02].ams',
  ]);
});

it('gives pieces that are the whole again, whatever the names (property)', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8, unit: 'binary' }), { minLength: 1 }),
      (names) => {
        const selector = foldNames(names);
        const parts = selectorParts(selector);
        expect(parts.join('')).toBe(selector);
        expect(parts.length).toBeLessThanOrEqual(names.length);
      },
    ),
  );
});
