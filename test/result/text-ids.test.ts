import { expect, test } from 'vitest';
import { TextIds } from '../../src/result/text-ids.ts';

test('equal texts have one number, different ones never the same, however long they are', () => {
  const ids = new TextIds();
  const lengths = [0, 1, 16_382, 16_383, 16_384, 40_000];
  const texts = lengths.flatMap((length) => ['a'.repeat(length), `${'a'.repeat(Math.max(0, length - 1))}b`]);
  const different = new Set(texts);
  expect(new Set(texts.map((text) => ids.idOf(text))).size).toBe(different.size);
  for (const text of different) expect(ids.idOf(`${text.slice(0, 7)}${text.slice(7)}`)).toBe(ids.idOf(text));
});

test('a text that looks like the numbers of the pieces of a longer one is not that', () => {
  const ids = new TextIds();
  const long = ids.idOf('x'.repeat(20_000));
  expect(['1 2', '2 1', '1', '2', '3'].map((text) => ids.idOf(text))).not.toContain(long);
});
