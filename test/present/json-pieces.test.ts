import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from '../../src/present/json-pieces.ts';

it('gives what JSON.stringify gives (property)', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(`${JSON.stringify(value, null, 2)}\n`);
    }),
  );
});

it('never puts two items of a list into one piece', () => {
  const results = Array.from({ length: 5 }, (_, index) => ({ output: `answer ${index}` }));
  for (const piece of jsonPieces({ results })) expect(piece.split('answer').length).toBeLessThanOrEqual(2);
});
