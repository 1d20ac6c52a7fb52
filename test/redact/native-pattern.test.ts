import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it, test } from 'vitest';
import type { RedactionRule } from '../../src/model/redaction-rules.ts';
import { nativePattern } from '../../src/redact/native-pattern.ts';
import { withSecretForms, wordPatterns, wrappedPatterns } from '../../src/redact/secret-forms.ts';
import { bundledRedactionRules, readRedactionRules } from '../../src/settings/redaction-rules.ts';

function patternsOf(rule: RedactionRule): readonly string[] {
  if ('words' in rule) {
    const wrapped = wrappedPatterns(rule.words).flatMap(({ open, close, text }) => [open, close, text]);
    return [...wordPatterns(rule.words, rule.prose ?? false).map(({ text }) => text), ...wrapped];
  }
  if ('begin' in rule) return [rule.begin, rule.end];
  const sections = (rule.within ?? []).flatMap(({ open, close }) => (close === undefined ? [open] : [open, close]));
  return [withSecretForms(rule.pattern), ...sections, ...(rule.after === undefined ? [] : [rule.after])];
}

const { rules } = await readRedactionRules(bundledRedactionRules);
const patterns = rules.flatMap((rule) => patternsOf(rule).map((pattern) => [rule.name, pattern] as const));

/** What the engines say of a line: each match, and where its groups are. */
function re2Matches(pattern: string, line: string): readonly (readonly number[])[] {
  const matcher = RE2JS.compile(pattern).matcher(line);
  const found: number[][] = [];
  while (matcher.find()) {
    found.push(
      Array.from({ length: 1 + matcher.groupCount() }, (_, group) => [matcher.start(group), matcher.end(group)]).flat(),
    );
  }
  return found;
}

function nativeMatches(regex: RegExp, line: string): readonly (readonly number[])[] {
  return [...line.matchAll(new RegExp(regex.source, `${regex.flags}dg`))].map(({ indices = [] }) =>
    Array.from(indices, (place: readonly [number, number] | undefined) => place ?? [-1, -1]).flat(),
  );
}

/** Lines made of what the pattern speaks of, and of what disturbs. */
const lineFor = (pattern: string) =>
  fc
    .array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.constantFrom(...(pattern.replaceAll(/\(\?P<\w+>|\\./g, ' ').match(/[\w-]+/g) ?? ['x'])),
        },
        fc.constantFrom(
          ' ',
          '  ',
          '\t',
          '"',
          '\\"',
          ';',
          ' ## SECRET-DATA',
          '{',
          '}',
          '[',
          '<',
          '>',
          '</',
          ':',
          '://',
          '@',
        ),
        fc.constantFrom(
          'a',
          '7',
          'Zz9.x/',
          '$9$abcd',
          '\\',
          '\\n',
          '\r',
          '\v',
          '\u00a0',
          '\u2028',
          'é',
          '🛰',
          'ſ',
          'K',
          '-',
        ),
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join(''));

describe('in the JavaScript engine', () => {
  test.each(patterns)('%s: %s finds what it finds in RE2', (_, pattern) => {
    const regex = nativePattern(pattern);
    if (regex === null) throw new Error('it has no form there');
    fc.assert(
      fc.property(lineFor(pattern), (line) => {
        expect(nativeMatches(regex, line)).toEqual(re2Matches(pattern, line));
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    'a.b',
    String.raw`a\sb`,
    String.raw`a\Sb`,
    String.raw`a[\s]b`,
    '(?i)aKſb',
    String.raw`a\bb`,
    'a$',
    'a[^x]b',
  ])('%s means what it means in RE2, whatever the sign', (pattern) => {
    const regex = nativePattern(pattern);
    for (const sign of ['', ' ', '\r', '\v', '\u00a0', '\u2028', '\ufeff', '🛰', 'é', '\0', 'Ks', 'kS', '\f']) {
      const line = `xa${sign}b`;
      expect([line, regex?.test(line)]).toEqual([line, RE2JS.compile(pattern).test(line)]);
    }
  });

  it.each([
    String.raw`a\z`,
    String.raw`\Qa.b\E`,
    String.raw`\pL`,
    '[[:alpha:]]',
    '(?s)a.b',
    '(?i:a)b',
    String.raw`[\S]`,
    '[]a]',
    '(?U)a+',
  ])('%s, which differs, is not run', (pattern) => {
    expect(nativePattern(pattern)).toBeNull();
  });
});
