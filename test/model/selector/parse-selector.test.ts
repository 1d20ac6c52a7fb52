import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { parseSelector } from '../../../src/model/selector/parse-selector.ts';

describe('parseSelector', () => {
  it('reads every kind of term', () => {
    expect(parseSelector('all').first).toEqual({ kind: 'all' });
    expect(parseSelector('all1').first).toEqual({ kind: 'literal', name: 'all1' });
    expect(parseSelector('@core').first).toEqual({ kind: 'group', name: 'core' });
    expect(parseSelector('@"my core"').first).toEqual({ kind: 'group', name: 'my core' });
    expect(parseSelector('"rack 7\\u0021"').first).toEqual({ kind: 'literal', name: 'rack 7!' });
    expect(parseSelector('core-r1.fra_x').first).toEqual({ kind: 'literal', name: 'core-r1.fra_x' });
    expect(parseSelector('site:f*').first).toEqual({
      kind: 'tag',
      key: 'site',
      value: [{ kind: 'text', text: 'f' }, { kind: 'any' }],
      text: 'site:f*',
    });
    expect(parseSelector('site:"New York"').first).toMatchObject({ value: [{ kind: 'text', text: 'New York' }] });
    expect(parseSelector('r[01-10/3,12]?').first).toEqual({
      kind: 'pattern',
      pattern: [
        { kind: 'text', text: 'r' },
        {
          kind: 'range',
          ranges: [
            { low: 1, high: 10, step: 3, width: 2 },
            { low: 12, high: 12, step: 1, width: 2 },
          ],
        },
        { kind: 'one' },
      ],
      text: 'r[01-10/3,12]?',
    });
  });

  it('reads operators from left to right, ",!" as "!", with blanks around them', () => {
    const operators = (text: string): string[] => parseSelector(text).rest.map(({ operator }) => operator);
    expect(operators('a,b!c&d^e')).toEqual([',', '!', '&', '^']);
    expect(operators(' a ,! b , c ')).toEqual(['!', ',']);
    expect(operators('a , ! b')).toEqual(['!']);
    expect(parseSelector('( a , b )!c').first).toMatchObject({ kind: 'nested' });
  });

  it.each<[string, RegExp]>([
    ['', /column 1: expected a name, .*found the end/],
    ['   ', /column 4: expected a name/],
    [',a', /column 1: expected a name, .*found ","/],
    ['!a', /column 1/],
    ['a,', /column 3: expected a name, .*found the end/],
    ['a,,b', /column 3/],
    ['a b', /column 3: expected an operator .*found "b"/],
    ['(a', /column 3: expected an operator .* or "\)"/],
    ['a)', /column 2: expected an operator/],
    ['()', /column 2/],
    ['@', /column 2: expected the name of a group/],
    ['@core*', /column 6: expected an operator/],
    ['site:', /column 6: expected a value or a glob/],
    ['si*:fra', /column 4: expected an operator/],
    ['"abc', /column 1: expected a complete JSON string/],
    ['"a\\x"', /column 1: expected a complete JSON string/],
    ['"a\\', /column 1: expected a complete JSON string/],
    ['"a\nb"', /column 1: expected a complete JSON string/],
    ['r[3-1]', /column 3: expected a low bound/],
    ['r[1-100001]', /100001 names/],
    ['zürich', /column 2: expected an operator .*found "ü"/],
    ['a\nb', /column 2: .*found "\\n"/],
    ['a;b', /column 2/],
  ])('refuses %j', (text, message) => {
    expect(() => parseSelector(text)).toThrow(
      expect.objectContaining({ code: 'bad_selector', message: expect.stringMatching(message) }),
    );
  });

  it('says in a hint how to write what was probably meant', () => {
    const hint = (text: string): string | undefined => {
      try {
        parseSelector(text);
      } catch (thrown) {
        if (thrown instanceof RollcallError) return thrown.hint;
      }
      throw new Error(`"${text}" was taken`);
    };
    expect(hint('!@core')).toContain('all!@core');
    expect(hint('rack 7')).toContain('JSON string');
    expect(hint('r[a]')).toContain('[1-8]');
  });

  it('shows only the neighbourhood of a fault in a long text', () => {
    expect(() => parseSelector(`${'a,'.repeat(5_000)};`)).toThrow(/^selector ".{30,60}", column 10001:/);
  });

  it('bounds depth and length', () => {
    expect(() => parseSelector('('.repeat(100_000))).toThrow('at most 50 nested');
    expect(() => parseSelector('a'.repeat(1_000_001))).toThrow('at most 1000000 characters');
  });

  it('takes names and patterns of 255 characters, however long the text of their ranges is', () => {
    const long = 'a'.repeat(255);
    expect(parseSelector(long).first).toEqual({ kind: 'literal', name: long });
    expect(parseSelector(`"${long}"`).first).toEqual({ kind: 'literal', name: long });
    const ranges = `[${Array.from({ length: 500 }, (_, index) => index * 2 + 100).join(',')}]`;
    expect(parseSelector(`${'a'.repeat(251)}${ranges}`).first).toMatchObject({ kind: 'pattern' });
    expect(() => parseSelector(`b,${'a'.repeat(252)}${ranges}`)).toThrow(
      expect.objectContaining({ code: 'bad_selector', message: expect.stringMatching(/column 3: .*at most 255 char/) }),
    );
  });

  it('takes or refuses any text, and never breaks', () => {
    const pieces = fc.constantFrom(
      'a',
      'r1',
      '[',
      '1-3',
      ']',
      '(',
      ')',
      ',',
      '!',
      '&',
      '^',
      '@',
      ':',
      '*',
      '?',
      '"',
      '/',
      ' ',
      '\\',
      'é',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        try {
          parseSelector(parts.join(''));
        } catch (thrown) {
          expect(thrown).toMatchObject({ name: 'RollcallError', code: 'bad_selector' });
        }
      }),
    );
  });
});
