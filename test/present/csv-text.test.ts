import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText } from '../../src/present/csv-text.ts';

/** A reader of RFC 4180, written apart from the writer. */
function read(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let [row, at]: [string[], number] = [[], 0];
  while (at < csv.length) {
    let cell = '';
    if (csv[at] === '"') {
      for (at += 1; csv[at] !== '"' || csv[at + 1] === '"'; at += 1) {
        if (csv[at] === '"') at += 1;
        cell += csv[at];
      }
      at += 1;
    } else while (!/[,\r]/.test(csv[at] ?? '')) cell += csv[at++];
    row.push(cell);
    if (csv[at] === ',') at += 1;
    else {
      expect(csv.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('csvText', () => {
  it('quotes what needs it, and ends every line with CR LF', () => {
    expect(
      csvText(
        ['device', 'a,b'],
        [
          ['r1', 'say "x"'],
          ['r2', 'two\nlines'],
        ],
      ),
    ).toBe('device,"a,b"\r\nr1,"say ""x"""\r\nr2,"two\nlines"\r\n');
    expect(csvText(['device'], [])).toBe('device\r\n');
  });

  it.each([
    ['=1+2', "'=1+2"],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['\n=1', '"\'\n=1"'],
    ['\uff1d1+2', "'\uff1d1+2"],
    ['\uff20sum', "'\uff20sum"],
    ['-5', '-5'],
    ['+5.25e3', '+5.25e3'],
    ['-5-cmd', "'-5-cmd"],
    ['a=b', 'a=b'],
  ])('of %j a spreadsheet makes no formula', (cell, shown) => {
    expect(csvText(['x'], [[cell]])).toBe(`x\r\n${shown}\r\n`);
  });

  it('is read back as it was, but for those apostrophes (property)', () => {
    const cells = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 4 }), (rows) => {
        const [header = [], ...rest] = rows;
        const plain = rows.map((row) =>
          row.map((cell) => (/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(cell) ? `'${cell}` : cell)),
        );
        fc.pre(!rows.flat().some((cell) => /^[+-]/.test(cell)));
        expect(read(csvText(header, rest))).toEqual(plain);
      }),
    );
  });
});
