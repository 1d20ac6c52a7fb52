import { expect, it } from 'vitest';
import { columnsOf, cutToColumns } from '../../src/present/text-columns.ts';
import { textTable } from '../../src/present/text-table.ts';

it.each([
  ['', 0],
  ['core-r1', 7],
  ['Zürich', 6],
  ['Zu\u0308rich', 6],
  ['東京', 4],
  ['ﾄｳｷｮｳ', 5],
  ['✔️ up', 5],
  ['👩‍💻', 2],
])('%s takes %d columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

it('cuts between characters, never within one', () => {
  expect(cutToColumns('東京 core', 20)).toBe('東京 core');
  expect(cutToColumns('東京 core', 8)).toBe('東京 co…');
  expect(cutToColumns('東京', 3)).toBe('東…');
  expect(cutToColumns('東京', 2)).toBe('…');
});

it('columns of tables stand under each other', () => {
  const table = textTable(
    ['SITE', 'ROUTER'],
    [
      ['東京', 'r1'],
      ['Zürich', 'r2'],
    ],
  );
  expect(table).toBe('SITE    ROUTER\n東京    r1\nZürich  r2\n');
});
