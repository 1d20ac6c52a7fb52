import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputLines, pieceChars } from '../../src/result/output-lines.ts';

const jsonChars = (text: string): number => JSON.stringify(text).length - 2;

const part = fc.oneof(
  fc.constantFrom('\n', '\r\n', '\u0001', '"', '\\', '\t', '\ud83d\ude00', '\ud800', '\udc00', '\u00e9', 'x'),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const text = fc
  .array(fc.tuple(part, fc.nat(700)), { maxLength: 6 })
  .map((parts) => parts.map(([each, count]) => each.repeat(count)).join(''));

describe('outputLines', () => {
  it('gives pieces that are the text again, none over 1,000 characters of JSON, none without need', () => {
    fc.assert(
      fc.property(text, (output) => {
        const lines = outputLines(output);
        expect(lines.map((each) => each.text).join('')).toBe(output);
        lines.forEach((each, index) => {
          expect(jsonChars(each.text)).toBeLessThanOrEqual(pieceChars);
          const following = lines[index + 1];
          const isCut = following !== undefined && following.line === each.line;
          if (isCut) expect(jsonChars(each.text)).toBeGreaterThan(pieceChars - 7);
          expect(each.text.endsWith('\n')).toBe(!isCut && each.text.includes('\n'));
        });
      }),
    );
  });

  it('splits no pair of surrogates', () => {
    const [first, second] = outputLines(`x${'\u{1f600}'.repeat(600)}`);
    expect(first?.text).toBe(`x${'\u{1f600}'.repeat(499)}`);
    expect(second?.text).toBe('\u{1f600}'.repeat(101));
  });
});
