import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/result/read-json.ts';

const parsedFrom = (text: string): unknown => {
  const read = readJson(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    const keyed = fc.jsonValue().filter((value) => typeof value === 'object' && value !== null);
    fc.assert(
      fc.property(keyed, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed: unknown = JSON.parse(text);
        const read = readJson(text);
        // Integers beyond 2^53 stay text here.
        if (/(?<![.\d])\d{16,}(?![.\d])/.test(text) || /[eE][+-]?\d/.test(text)) return;
        expect(read).toEqual({ ok: true, value: parsed, repairs: [] });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, string, unknown, readonly string[]]>([
    ['trailing commas', '{"a": [1, 2,], }', { a: [1, 2] }, ['trailing comma']],
    ['missing commas', '{"a": 1 "b": [1 2] "c": {"d": 1}}', { a: 1, b: [1, 2], c: { d: 1 } }, ['missing comma']],
    ['control characters', '{"a": "b\u0007\nc"}', { a: 'b\u0007\nc' }, ['control character']],
    ['bare words', '{"age": 3m, "t": 1w2d03:04:05}', { age: '3m', t: '1w2d03:04:05' }, ['bare word']],
    ['repeated keys', '{"a": 1, "a": 2, "a": 3}', { a: [1, 2, 3] }, ['duplicate keys']],
    ['repeated lists', '{"a": [{"x": 1}], "a": [{"x": 2}]}', { a: [{ x: 1 }, { x: 2 }] }, ['duplicate keys']],
    ['a repeated object', '{"a": {"x": 1}, "a": {"x": 2}}', { a: [{ x: 1 }, { x: 2 }] }, ['duplicate keys']],
    ['a stray escape', '{"a": "C:\\dir"}', { a: 'C:\\dir' }, []],
    ['escapes', '{"a": "\\u00fc\\n\\"\\\\"}', { a: 'ü\n"\\' }, []],
    ['a key named __proto__', '{"__proto__": {"x": 1}}', JSON.parse('{"__proto__": {"x": 1}}'), []],
    [
      'a number too large',
      '{"bytes": 18446744073709551615, "small": 12}',
      { bytes: '18446744073709551615', small: 12 },
      [],
    ],
    ['the member that speaks', '{master:0}\n{"a": 1}\n\n{master:0}\n', { a: 1 }, []],
    ['a NETCONF envelope', '<rpc-reply>\n{"a": 1}\n</rpc-reply>\n', { a: 1 }, []],
  ])('tolerates %s', (_what, text, value, repairs) => {
    expect(readJson(text)).toEqual({ ok: true, value, repairs });
  });

  it.each([
    ['', 'the answer is empty'],
    ['  \n', 'the answer is empty'],
    ['BGP is not running\n', 'line 1: expected JSON'],
    ['{"a": [1, 2', 'it ends too early'],
    ['{"a": "b', 'it ends inside a string'],
    ['{"a" 1}', 'line 1: expected ":"'],
    ['{\n"a": 1,\n1: 2}', 'line 3: expected a key'],
    ['{"a": }', 'line 1: expected a value'],
    ['{"a": 1}\n{"b": 1}', 'line 2: expected the end'],
    ['[,]', 'line 1: expected a value'],
    ['['.repeat(1_000), 'it nests deeper than 200 levels'],
    [`${'['.repeat(190)}${'1,'.repeat(300_000)}`, 'it nests too deep in too many places'],
  ])('%j is none', (text, reason) => {
    expect(readJson(text)).toEqual({ ok: false, reason });
  });

  it('never throws and never hangs', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ':',
      ',',
      ' ',
      '\n',
      'a',
      '3m',
      '{master}',
      '<a>',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        const read = readJson(pieces.join(''));
        expect(typeof read.ok).toBe('boolean');
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps every value of a repeated key', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 2, maxLength: 20 }), (numbers) => {
        const text = `{${numbers.map((number) => `"k": ${number}`).join(',')}}`;
        expect(parsedFrom(text)).toEqual({ k: numbers });
      }),
    );
  });
});
