import { afterEach, expect, test, vi } from 'vitest';
import { maskerFrom } from '../../src/mask/masker-from.ts';
import { type MaskRule, maskRulesSchema } from '../../src/model/mask-rules.ts';
import { linesOfOneHash } from '../support/lines-of-one-hash.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function maskerOf(...masks: readonly Partial<MaskRule>[]) {
  const rules = maskRulesSchema.parse({ platform: 'junos', exact: [], own_hostname: [], masks });
  const masker = maskerFrom(() => rules);
  return (text: string): string =>
    masker(text, { platform: 'junos', command: 'show thing', device: 'lab-9', address: null }).text;
}

const ages: Partial<MaskRule> = { name: 'age', header: ['Name', 'Age'], columns: ['Age'] };

test('a line means what its table says, though the answer before had it in its place elsewhere', () => {
  const mask = maskerOf(ages);
  expect(mask('Name Age\na 1\nb 2')).toBe('Name Age\na <age>\nb <age>');
  expect(mask('Name\na 1\nb 2')).toBe('Name\na 1\nb 2');
  expect(mask('Name Age\na 1\nb 2')).toBe('Name Age\na <age>\nb <age>');
});

test('a line is not taken for another that has its hash', () => {
  const [one, other] = linesOfOneHash();
  const mask = maskerOf({ name: 'age', pattern: 'age (\\d+)' });
  // In other places each time, so that it is looked up.
  for (const text of [one, `\n${other}`, `\n\n${one}`, `\n\n\n${other}`])
    expect(mask(text)).toBe(text.replace('age 7', 'age <age>'));
});

test('a group is masked where it stands, though its text stands elsewhere, too', () => {
  expect(maskerOf({ name: 'age', pattern: '7 x (7)' })('7 x 7')).toBe('7 x <age>');
  expect(maskerOf({ name: 'age', pattern: '(?<=(7) x) (8) 7' })('7 x 8 7')).toBe('<age> x <age> 7');
  expect(maskerOf({ name: 'age', pattern: 'x (8)(?= (7))' })('7 x 8 7')).toBe('7 x <age> <age>');
});

test('a value of a table ends with its row, and with a word', () => {
  const mask = maskerOf({ ...ages, value: '\\d+(?:\\s+\\d+)?' });
  expect(mask('Name Age\na 5\n7 9\nb 6 7 8\nc 5x')).toBe('Name Age\na <age>\n7 <age>\nb <age> 8\nc 5x');
});

test('an answer that could not be masked leaves nothing in the next', () => {
  const mask = maskerOf({ name: 'age', pattern: 'age (\\d+)' });
  expect(mask('a 1\nage 2\n')).toBe('a 1\nage <age>\n');
  const { exec } = RegExp.prototype;
  vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function (this: RegExp, text: string) {
    // The line before is done by then.
    if (text === 'age 4') throw new RangeError('out of memory');
    return exec.call(this, text);
  });
  expect(() => mask('age 3\nage 4\n')).toThrow(/out of memory/);
  vi.restoreAllMocks();
  expect(mask('a 1\nage 2\nc 2\n')).toBe('a 1\nage <age>\nc 2\n');
});
