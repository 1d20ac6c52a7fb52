import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuardNode } from '../../src/model/guard-grammar.ts';
import { type Verdict, verdicts } from '../../src/model/verdict.ts';
import { loadGuardGrammars } from '../../src/settings/guard-grammars.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const grammars = loadGuardGrammars().filter(({ platform }) => platform !== 'linux');
const runs = { numRuns: 4_000, seed: 20_260_101 };

/** Every keyword path of a grammar, also those that end early, and every option of a probe with a host. */
function paths(words: Readonly<Record<string, GuardNode>>): readonly (readonly string[])[] {
  return Object.entries(words).flatMap(([word, node]) => {
    const { probe } = node;
    const options =
      probe === undefined ? [] : [...probe.bounds, ...Object.keys(probe.valued)].map((each) => [each, '5']);
    const flags =
      probe === undefined ? [] : [...probe.flags, ...probe.bounding_flags, ...probe.endless].map((each) => [each]);
    const inner = [...paths(node.words), ...Object.keys(node.anywhere).map((each) => ['x1', each, 'x2'])];
    const probed = [...options, ...flags].map((tail) => ['10.0.0.1', ...tail]);
    const twice = options.map((tail) => ['10.0.0.1', ...tail, ...(options[0] ?? [])]);
    return [[word], ...[...inner, ...probed, ...twice].map((tail) => [word, ...tail])];
  });
}

const full = fc.constantFrom(...grammars).chain((grammar) => {
  const acting = (grammar.show?.acting ?? []).map(({ word, under }) => ['show', under, word]);
  const harmful = (grammar.show?.harmful ?? []).map(({ words }) => ['show', ...words]);
  const pipes = Object.entries(grammar.pipes).flatMap(([name, { forms, refused }]) =>
    [...(forms.length > 0 ? forms : ['']), ...refused].map((form) => [
      name,
      ...form.split(' ').filter((each) => each !== ''),
    ]),
  );
  return fc.record({
    platform: fc.constant(grammar.platform),
    command: fc.constantFrom(...paths(grammar.commands), ...acting, ...harmful),
    tail: fc.constantFrom([], ['10.0.0.0/8'], ['x9']),
    pipes: fc.array(fc.constantFrom(...pipes.map((pipe) => pipe.map(argument))), { maxLength: 2 }),
  });
});
type Full = Parameters<Parameters<typeof full.map>[0]>[0];

function argument(word: string): string {
  if (word === 'NUMBER') return '5';
  return word === 'PATTERN' || word === 'TEXT' ? 'x9' : word;
}

const stages = ({ command, tail, pipes }: Full): readonly (readonly string[])[] => [[...command, ...tail], ...pipes];
const spell = (words: readonly (readonly string[])[]): string => words.map((stage) => stage.join(' ')).join(' | ');
const gravity = (line: string, { platform }: Full): number =>
  verdicts.indexOf(shippedGuard.judge(line, platform, 'netops').verdict);

/** Each word of the line, in its place, made into another by what `numbers` say. */
function reword(line: Full, numbers: readonly number[], change: (word: string, number: number) => string): string {
  let place = 0;
  const next = (): number => numbers[place++ % numbers.length] ?? 0;
  return spell(stages(line).map((stage) => stage.map((word) => (/^[a-z]/.test(word) ? change(word, next()) : word))));
}

const numbers = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 8 });
const never = (line: Full, varied: string): void => {
  const plain = spell(stages(line));
  expect({ plain, varied, milder: gravity(varied, line) < gravity(plain, line) }).toEqual({
    plain,
    varied,
    milder: false,
  });
};

describe('no variation is judged milder than the line in full', () => {
  it('not when its words are shortened', () => {
    fc.assert(
      fc.property(full, numbers, (line, by) => {
        never(
          line,
          reword(line, by, (word, number) => word.slice(0, 1 + (number % word.length))),
        );
      }),
      runs,
    );
  });

  it('not in other letters', () => {
    fc.assert(
      fc.property(full, numbers, (line, by) => {
        const change = (word: string, number: number): string => {
          const at = number % word.length;
          return number % 2 === 0 ? word.toUpperCase() : word.slice(0, at) + word.slice(at).toUpperCase();
        };
        never(line, reword(line, by, change));
      }),
      runs,
    );
  });

  it('not with more blanks, or none around a pipe', () => {
    fc.assert(
      fc.property(full, fc.integer({ min: 1, max: 9 }), fc.boolean(), (line, count, tight) => {
        const spread = spell(stages(line)).replaceAll(' ', ' '.repeat(count));
        const varied = tight ? spread.replace(/ +\| +/g, '|') : ` ${spread}  `;
        never(line, varied);
        expect(gravity(varied, line)).toBe(gravity(spell(stages(line)), line));
      }),
      runs,
    );
  });

  it('not with its words in quotes', () => {
    fc.assert(
      fc.property(full, numbers, (line, by) => {
        never(
          line,
          reword(line, by, (word, number) => (number % 2 === 0 ? `"${word}"` : word)),
        );
      }),
      runs,
    );
  });

  it('not with another pipe behind it', () => {
    fc.assert(
      fc.property(full, full, (line, { pipes }) => {
        for (const pipe of pipes) never(line, `${spell(stages(line))} | ${pipe.join(' ')}`);
      }),
      runs,
    );
  });

  it('and the lines have every verdict', () => {
    const seen = new Set<Verdict>();
    fc.assert(
      fc.property(full, (line) => {
        seen.add(verdicts[gravity(spell(stages(line)), line)] ?? 'read');
      }),
      runs,
    );
    expect([...seen].sort()).toEqual([...verdicts].sort());
  });
});
