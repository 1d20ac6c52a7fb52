import { describe, expect, it } from 'vitest';
import { printable, printableLine } from '../../src/present/printable.ts';

describe('printable', () => {
  it.each([
    ['a\tb\r\nc\n', 'a\tb\nc\n'],
    ['\u001b[31mred\u0007', '\u241b[31mred\u2407'],
    ['a\rb\u0000\u007f', 'a\u240db\u2400\u2421'],
    ['\u009b2J', '\ufffd2J'],
    ['user\u202egnp.exe', 'user\ufffdgnp.exe'],
    ['\u2066x\u200b\ufeff', '\ufffdx\ufffd\ufffd'],
    ['Zürich 東京 é 👍', 'Zürich 東京 é 👍'],
  ])('%j is %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('keeps names and messages on one line', () => {
    expect(printableLine('a\nb\tc')).toBe('a\u240ab\u2409c');
  });
});
