import { describe, expect, it } from 'vitest';
import { failedOutcomes, requestErrorCodes } from '../../src/base/error-code.ts';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { exitStatusOf, exitStatusOfCounts, exitStatusOfError } from '../../src/cli/exit-status.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Result } from '../../src/model/run-document.ts';

type Run = Parameters<typeof exitStatusOf>[0];
type Outcomes = readonly (Outcome | 'beside_denied')[];

function run(state: Run['state'], outcomes: Outcomes, pending = 0): Run {
  const results = outcomes.map((word, index): Result => {
    const outcome = word === 'beside_denied' ? 'skipped' : word;
    const ok = outcome === 'ok';
    return {
      device: `r${index}`,
      command: 'show version',
      command_index: 0,
      status: ok ? 'success' : 'failed',
      outcome,
      execution_duration: 0,
      start_time: null,
      end_time: null,
      ...(!ok && { error: { code: word, message: 'no' } }),
    };
  });
  const succeeded = outcomes.filter((outcome) => outcome === 'ok').length;
  return {
    state,
    results,
    summary: {
      total: outcomes.length + pending,
      succeeded,
      failed: outcomes.length - succeeded,
      pending,
      by_outcome: {},
      start_time: '2026-01-01T00:00:00.000Z',
      end_time: null,
      total_duration: 0,
      slowest: [],
    },
  };
}

describe('exit status of a run', () => {
  it.each<[string, Run['state'], Outcomes, number, number]>([
    ['all ok', 'finished', ['ok', 'ok'], 0, 0],
    ['some failed', 'finished', ['ok', 'auth_failed'], 0, 4],
    ['none succeeded', 'finished', ['unreachable', 'auth_failed'], 0, 5],
    ['only unknown names', 'finished', ['unknown_device', 'unknown_device'], 0, 5],
    ['denied everywhere', 'finished', ['denied', 'denied'], 0, 3],
    ['denied everywhere, other commands held back beside it', 'finished', ['denied', 'beside_denied'], 0, 3],
    ['held back for another reason', 'finished', ['denied', 'skipped'], 0, 5],
    ['denied on some', 'finished', ['ok', 'denied'], 0, 4],
    ['denied, the rest unknown', 'finished', ['denied', 'unknown_device'], 0, 5],
    ['denied so far', 'running', ['denied'], 1, 5],
    ['cancelled with some done', 'cancelled', ['ok', 'cancelled'], 0, 130],
    ['interrupted with some done', 'interrupted', ['ok', 'skipped'], 0, 4],
    ['still running', 'running', ['ok'], 1, 4],
    ['a defect among answers', 'finished', ['ok', 'defect'], 0, 4],
  ])('%s', (_name, state, outcomes, pending, expected) => {
    expect(exitStatusOf(run(state, outcomes, pending))).toBe(expected);
  });
});

describe('exit status of a thrown error', () => {
  it.each(requestErrorCodes)('%s is 2, or 3 where a person said no', (code) => {
    expect(exitStatusOfError(new RollcallError(code, 'no'))).toBe(code === 'approval_refused' ? 3 : 2);
  });

  it.each(failedOutcomes)('%s is no success', (code) => {
    const expected = { denied: 3, cancelled: 130, defect: 1 }[code as string] ?? 5;
    expect(exitStatusOfError(new RollcallError(code, 'no'))).toBe(expected);
  });
});

it.each([
  [3, 3, 0],
  [3, 1, 4],
  [3, 0, 5],
  [0, 0, 0],
])('%i devices, %i well: %i', (total, well, expected) => {
  expect(exitStatusOfCounts(total, well)).toBe(expected);
});
