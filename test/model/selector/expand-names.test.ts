import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandNames } from '../../../src/model/selector/expand-names.ts';
import { foldNames } from '../../../src/model/selector/fold-names.ts';

test('what was folded is expanded again', () => {
  expect(expandNames('core-r[1-2,4],mx[01-02].fra,"rack 7"')).toEqual([
    'core-r1',
    'core-r2',
    'core-r4',
    'mx01.fra',
    'mx02.fra',
    'rack 7',
  ]);
  expect(expandNames('')).toEqual([]);
});

test('any set of names is itself after both (property)', () => {
  const name = fc.oneof(
    fc.nat(200).map((n) => `r${n}`),
    fc.string({ minLength: 1, maxLength: 8 }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      expect([...expandNames(foldNames(names))].sort()).toEqual([...names].sort());
    }),
  );
});
