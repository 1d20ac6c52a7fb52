import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/base/shell-word.ts';

it.each([
  ['/etc/rollcall/devices.yaml', '/etc/rollcall/devices.yaml'],
  ['sp ace/x', "'sp ace/x'"],
  ["it's", "'it'\\''s'"],
  ['~/x', "'~/x'"],
  ['', "''"],
])('%j', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it('is one word that a shell takes back as it was', () => {
  const plain = fc.stringMatching(/^[\w@%+=:,.~/!-]*$/);
  const any = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(fc.oneof(plain, any), { minLength: 20, maxLength: 40 }), (texts) => {
      const line = `printf '%s\\0' ${texts.map(shellWord).join(' ')}`;
      const printed = execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8', env: { HOME: '/home/netops' } });
      expect(printed.split('\0').slice(0, -1)).toEqual(texts);
    }),
    { numRuns: 20 },
  );
});
