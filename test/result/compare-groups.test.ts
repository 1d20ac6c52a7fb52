import { applyPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Masker } from '../../src/model/masker.ts';
import type { Group } from '../../src/model/run-document.ts';
import { buildDocument } from '../../src/result/run-document.ts';
import { type Answer, answered, ended, foldOf, started } from './run-events.ts';

function groupsOf(outputs: readonly (string | Answer)[], command = 'show x', masker?: Masker): readonly Group[] {
  const devices = outputs.map((_, index) => `r${index + 1}`);
  const events = outputs.flatMap((output, index) =>
    answered(devices[index] ?? '', typeof output === 'string' ? { stdout: output } : output),
  );
  return (
    buildDocument(foldOf(started(devices, [command]), [...events, ended()]), { view: 'folded', masker }).groups ?? []
  );
}

const numbered = (count: number, changed: Readonly<Record<number, string>> = {}): string =>
  Array.from({ length: count }, (_, index) => changed[index + 1] ?? `line ${index + 1}\n`).join('');

describe('groups beyond the largest', () => {
  it('are a diff from it where that is shorter, with one line around each change', () => {
    const groups = groupsOf([numbered(20), numbered(20), numbered(20, { 7: 'other\n' }), numbered(20, { 12: '' })]);
    expect(groups[0]).toEqual({ id: 1, command: 'show x', devices: 'r[1-2]', count: 2, output: numbered(20) });
    expect(groups[1]).toEqual({
      id: 2,
      command: 'show x',
      devices: 'r3',
      count: 1,
      diff_from: 1,
      diff: '@@ -6,3 +6,3 @@\n line 6\n-line 7\n+other\n line 8\n',
      distance: 2,
    });
    expect(groups[2]).toMatchObject({ diff: '@@ -11,3 +11,2 @@\n line 11\n-line 12\n line 13\n', distance: 1 });
  });

  it('are whole where the diff would be no shorter', () => {
    const [, second] = groupsOf(['Junos: 22.4\n', 'Junos: 22.4\n', 'Junos: 21.4\n']);
    expect(second).toEqual({ id: 2, command: 'show x', devices: 'r3', count: 1, output: 'Junos: 21.4\n', distance: 2 });
  });

  it('say so where only stderr or the exit status differ', () => {
    const [, second] = groupsOf([numbered(5), numbered(5), { stdout: numbered(5), stderr: 'warned' }]);
    expect(second).toMatchObject({ diff_from: 1, diff: '', stderr: 'warned' });
  });

  it('are told apart by masks, and shown as their first device sent them', () => {
    const masker: Masker = (text) => ({ text: text.replace(/up \d+/g, 'up <time>'), masks: ['time'] });
    const peers = (uptime: number, missing = -1): string =>
      Array.from({ length: 9 }, (_, index) => (index === missing ? '' : `peer ${index} up ${uptime + index}\n`)).join(
        '',
      );
    const groups = groupsOf([peers(100), peers(200), peers(300, 4)], 'show bgp summary', masker);
    expect(groups).toMatchObject([
      { devices: 'r[1-2]', output: peers(100) },
      { devices: 'r3', diff: '@@ -4,3 +4,2 @@\n peer 3 up 103\n-peer 4 up 104\n peer 5 up 105\n', distance: 1 },
    ]);
  });

  it('go from the nearest of the common answers that are whole', () => {
    const one = numbered(12);
    const two = numbered(12).replaceAll('line', 'interface');
    const groups = groupsOf([
      one,
      one,
      one,
      two,
      two,
      one.replace('line 3', 'line x'),
      two.replace('interface 4', 'y'),
    ]);
    expect(groups.map(({ devices, diff_from }) => [devices, diff_from])).toEqual([
      ['r[1-3]', undefined],
      ['r[4-5]', undefined],
      ['r6', 1],
      ['r7', 2],
    ]);
  });

  it('of | display set are lines gone and new, in the order of the configuration', () => {
    const base = ['set a\n', 'set b\n', 'set c\n', 'set d\n', 'set e\n'].join('');
    const [, second] = groupsOf(
      [base, base, 'set e\nset d\nset new\nset b\nset a\n'],
      'show configuration | display set',
    );
    expect(second).toMatchObject({ diff: '-set c\n+set new\n', distance: 2 });
  });

  it('are whole where comparing would take too much effort', () => {
    const shuffled = (seed: number): string =>
      Array.from({ length: 2_000 }, (_, index) => `line ${(index * seed) % 2_003}\n`).join('');
    const begun = performance.now();
    const [, second] = groupsOf([shuffled(1), shuffled(1), shuffled(7)]);
    expect(second?.output).toBe(shuffled(7));
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('give the output again when applied (property)', () => {
    const line = fc.constantFrom('a\n', 'b\n', 'c\n', 'a longer line that makes a difference\n', '\n', 'x\r\n');
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.constantFrom('', 'no line feed'))
      .map(([lines, end]) => lines.join('') + end);
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 6 }), (texts) => {
        const groups = groupsOf([...texts, texts[0] ?? '']);
        const wholes = new Map(groups.map(({ id, output }) => [id, output]));
        for (const { diff, diff_from, output, devices } of groups) {
          const device = Number(/\d+/.exec(devices)?.[0] ?? 0);
          const base = wholes.get(diff_from ?? 0) ?? '';
          const whole =
            output ?? (diff === '' ? base : applyPatch(base, diff ?? '', { autoConvertLineEndings: false }));
          expect(whole).toBe([...texts, texts[0]][device - 1]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
