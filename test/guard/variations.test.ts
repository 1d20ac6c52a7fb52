import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuardNode } from '../../src/model/guard-grammar.ts';
import { type Verdict, verdicts } from '../../src/model/verdict.ts';
import { loadGuardGrammars } from '../../src/settings/guard-grammars.ts';
import { shippedGuard } from '../support/shipped-guard.ts';

const all = loadGuardGrammars();
const grammars = all.filter(({ commands }) => Object.keys(commands).length > 0);
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
    const bounded = (probe?.bounds ?? []).flatMap((each) =>
      ['0', '100', '101', 'x9'].map((count) => ['x9', each, count]),
    );
    const files = node.local_files === undefined ? [] : ['/var/tmp/x', '/dev/zero', 'ftp://x9/x'].map((file) => [file]);
    return [[word], ...[...inner, ...probed, ...twice, ...bounded, ...files].map((tail) => [word, ...tail])];
  });
}

const full = fc.constantFrom(...grammars).chain((grammar) => {
  const acting = (grammar.show?.acting ?? []).flatMap(({ word }) => [
    ['show', 'x9', word],
    ['show', 'x9', 'x9', word, 'x9'],
  ]);
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
    tail: fc.constantFrom([], ['10.0.0.0/8'], ['x9'], ['flash:x'], ['/x'], ['-x'], ['{']),
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

/** An argument such as `flash:x` is another one when it is shortened. */
const keyword = /^-?[a-z][a-z0-9-]*$/;

/** Each keyword of the line, in its place, made into another by what `numbers` say. */
function reword(line: Full, numbers: readonly number[], change: (word: string, number: number) => string): string {
  let place = 0;
  const next = (): number => numbers[place++ % numbers.length] ?? 0;
  return spell(stages(line).map((stage) => stage.map((word) => (keyword.test(word) ? change(word, next()) : word))));
}

const blanks = fc.stringMatching(/^[ \t]{1,9}$/);
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

  it('nor graver with more blanks, tabs for blanks, or none around a pipe', () => {
    fc.assert(
      fc.property(full, blanks, fc.boolean(), (line, between, tight) => {
        const spread = spell(stages(line)).replaceAll(' ', between);
        const varied = tight ? spread.replace(/[ \t]+\|[ \t]+/g, '|') : `${between}${spread}${between}`;
        expect({ varied, gravity: gravity(varied, line) }).toEqual({
          varied,
          gravity: gravity(spell(stages(line)), line),
        });
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

  it('not with neighbours in one pair of quotes, or quotes around nothing', () => {
    fc.assert(
      fc.property(full, fc.nat(), fc.nat(), (line, from, count) => {
        const words = spell(stages(line)).split(' ');
        // On Junos the pattern of a pipe may hold pipes, which then are asleep: only what begins before it is varied.
        const starts = line.platform === 'junos' ? (stages(line)[0] ?? []).length : words.length;
        const at = from % starts;
        const until = at + (count % (words.length - at + 1));
        const quoted = `"${words.slice(at, until).join(' ')}"`;
        never(line, [...words.slice(0, at), quoted, ...words.slice(until)].join(' '));
      }),
      runs,
    );
  });

  it('not with all of that at once', () => {
    fc.assert(
      fc.property(full, numbers, blanks, (line, by, between) => {
        const change = (word: string, number: number): string => {
          const short = number % 2 === 0 ? word : word.slice(0, 1 + (number % word.length));
          const cased = number % 3 === 0 ? short.toUpperCase() : short;
          return number % 5 === 0 ? `"${cased}"` : cased;
        };
        never(line, reword(line, by, change).replaceAll(' ', between));
      }),
      { ...runs, numRuns: 20_000 },
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

  it('and where a login lands in a Unix shell none passes but the listed lines, to the byte', () => {
    const shells = all.flatMap(({ platform, shell: { logins, lines } }) =>
      (logins === 'all' ? ['netops', 'root'] : logins).map((login) => ({ platform, login, lines })),
    );
    const listed = fc
      .constantFrom(...shells)
      .chain((shell) =>
        fc.record({ shell: fc.constant(shell), line: fc.constantFrom('show version', ...shell.lines) }),
      );
    const piece = fc.oneof(fc.constantFrom(' ', '\t', '"', '|', ';', ' -x', '\n'), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(listed, fc.nat(), fc.nat(3), piece, ({ shell, line }, place, cut, added) => {
        const at = place % (line.length + 1);
        const varied = line.slice(0, at) + added + line.slice(at + cut);
        const { allowed } = shippedGuard.judge(varied, shell.platform, shell.login);
        expect({ varied, allowed }).toEqual({ varied, allowed: shell.lines.includes(varied) });
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
