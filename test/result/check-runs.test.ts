import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/model/snapshot.ts';
import { checkRuns } from '../../src/result/check-runs.ts';
import { compareRuns } from '../../src/result/compare-runs.ts';
import { type Answer, answered, ended, foldOf, started } from './run-events.ts';

const runOf = (answers: Readonly<Record<string, Answer>>) =>
  foldOf(started(Object.keys(answers), ['show x']), [
    ...Object.entries(answers).flatMap(([device, answer]) => answered(device, answer)),
    ended(),
  ]);

function checked(check: Check, before: string, after: string): string {
  const comparison = compareRuns(runOf({ r1: { stdout: before } }), runOf({ r1: { stdout: after } }));
  const [group, ...more] = checkRuns(comparison, [[check]]);
  expect(more).toEqual([]);
  return `${group?.state}: ${group?.detail}`;
}

const paths = (percent: number): Check => ({ delta: { pattern: 'paths: (\\S+)', percent } });
const range = (min?: number, max?: number): Check => ({
  in_range: { pattern: 'temp (\\S+)', ...(min !== undefined && { min }), ...(max !== undefined && { max }) },
});

describe('checkRuns', () => {
  it.each<[Check, string, string, string]>([
    [{ no_diff: true }, 'a\n', 'a\n', 'holds: no difference'],
    [{ no_diff: true }, 'a\n', 'b\n', 'fails: it changed'],
    [paths(5), 'paths: 100\n', 'paths: 95\n', 'holds: 100 → 95 (−5 %)'],
    [paths(5), 'paths: 100\n', 'paths: 106\n', 'fails: 100 → 106 (+6 %)'],
    [paths(5), 'paths: 1,200,000\n', 'paths: 1,200,001\n', 'holds: 1200000 → 1200001 (+0 %)'],
    [paths(5), 'paths: 60\npaths: 40\n', 'paths: 98\n', 'holds: sum of 2 and 1 lines 100 → 98 (−2 %)'],
    [paths(0), 'paths: 0\n', 'paths: 0\n', 'holds: 0 → 0'],
    [paths(10), 'paths: 0.3\n', 'paths: 0.33\n', 'holds: 0.3 → 0.33 (+10 %)'],
    [paths(10), 'paths: 0.3\n', 'paths: 0.331\n', 'fails: 0.3 → 0.331 (+10.333 %)'],
    [
      paths(0),
      'paths: 0.1\npaths: 0.2\npaths: 0.3\n',
      'paths: 0.3\npaths: 0.2\npaths: 0.1\n',
      'holds: sum of 3 and 3 lines 0.6 → 0.6 (−0 %)',
    ],
    [paths(10), 'paths: -10\n', 'paths: -11\n', 'holds: -10 → -11 (−10 %)'],
    [
      paths(0),
      'paths: 999999999999999\n',
      'paths: 999999999999998\n',
      'fails: 999999999999999 → 999999999999998 (−0 %)',
    ],
    [paths(5), 'paths: 1\n', 'paths: 1,2345\n', 'unchecked: after: "1,2345" is no number'],
    [paths(50), 'paths: 0\n', 'paths: 1\n', 'fails: 0 → 1'],
    [paths(5), 'nothing\n', 'paths: 1\n', 'unchecked: before: no line matches'],
    [paths(5), 'paths: 1\n', 'paths: many\n', 'unchecked: after: "many" is no number'],
    [range(10, 40), '', 'temp 10\ntemp 40\n', 'holds: 2 lines from 10 to 40'],
    [range(10, 40), 'temp 90\n', 'temp 41\n', 'fails: 41'],
    [range(10), '', 'temp -3\n', 'fails: -3'],
    [range(undefined, 40), '', 'cold\n', 'unchecked: no line matches'],
    [
      { not_smaller: { pattern: 'Establ' } },
      'a Establ\nb Establ\n',
      'b Establ\nc Establ\n',
      'holds: 2 → 2 matching lines',
    ],
    [{ not_smaller: { pattern: 'Establ' } }, 'a Establ\nb Establ\n', 'b Establ\n', 'fails: 2 → 1 matching lines'],
    [{ not_smaller: { pattern: 'Establ' } }, 'a Active\n', 'a Establ\n', 'holds: 0 → 1 matching lines'],
    [{ not_smaller: { pattern: 'Establihs' } }, 'a Establ\n', 'a Active\n', 'unchecked: no line matches'],
  ])('%j of %j and %j: %4$s', (check, before, after, verdict) => {
    expect(checked(check, before, after)).toBe(verdict);
  });

  it('folds what is equal, failures first, and tells what cannot be checked apart', () => {
    const before = runOf({
      r1: { stdout: 'a\nb\n' },
      r2: { stdout: 'a\nb\n' },
      r3: { stdout: 'a\n' },
      r4: { outcome: 'unreachable' },
      r5: {},
    });
    const after = runOf({
      r1: { stdout: 'a\n' },
      r2: { stdout: 'a\n' },
      r3: { stdout: 'a\n' },
      r4: { stdout: 'a\n' },
      r6: { stdout: 'a\n' },
    });
    const groups = checkRuns(compareRuns(before, after), [[{ no_diff: true }, { not_smaller: { pattern: '^a' } }]]);
    expect(groups.map(({ state, devices, detail, change }) => [state, devices.join(), detail, change?.diff])).toEqual([
      ['fails', 'r1,r2', 'it changed', ['-b']],
      ...['no_diff', 'not_smaller'].flatMap(() => [
        ['unchecked', 'r4', 'before unreachable, after ok: it was unreachable', undefined],
      ]),
      ...['no_diff', 'not_smaller'].flatMap(() => [['unchecked', 'r6', 'not in the snapshot', undefined]]),
      ...['no_diff', 'not_smaller'].flatMap(() => [['unchecked', 'r5', 'not selected any more', undefined]]),
      ['holds', 'r1,r2,r3', '1 → 1 matching lines', undefined],
      ['holds', 'r3', 'no difference', undefined],
    ]);
  });
});
