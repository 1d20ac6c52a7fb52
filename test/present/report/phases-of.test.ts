import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandFinished } from '../../../src/model/event.ts';
import { failure } from '../../../src/model/failure.ts';
import { phasesOf } from '../../../src/present/report/phases-of.ts';
import type { ResultRow } from '../../../src/result/run-view.ts';
import { at, finished } from '../../result/run-events.ts';

const begin = Date.parse(at(0));

function rowOf(event: Partial<CommandFinished> | null, startTime: string | null = at(10)): ResultRow {
  const command = { index: 0, text: 'show version', label: null };
  const whole = event === null ? null : finished('r1', {}, { start_time: startTime, end_time: at(100), ...event });
  return { device: 'r1', command, startTime, stdout: '', stderr: '', finished: whole, earlierAttempts: [] };
}

describe('phasesOf', () => {
  it('tells connect, login and command apart', () => {
    const row = rowOf({ connection: 'new', connected_time: at(30), logged_in_time: at(60) });
    expect(phasesOf(row, begin, begin + 500)).toEqual([
      { phase: 'connect', from: 10, to: 30 },
      { phase: 'login', from: 30, to: 60 },
      { phase: 'command', from: 60, to: 100 },
    ]);
  });

  it('ends with the phase that failed', () => {
    const refused = failure('unreachable', 'connection refused', { phase: 'connect' });
    expect(phasesOf(rowOf({ connection: null, ...refused }), begin, begin)).toEqual([
      { phase: 'connect', from: 10, to: 100 },
    ]);
    expect(phasesOf(rowOf({ connection: null, connected_time: at(40) }), begin, begin).at(-1)).toEqual({
      phase: 'login',
      from: 40,
      to: 100,
    });
  });

  it('has only the command on a connection that was there, and does not guess where the log tells nothing', () => {
    expect(phasesOf(rowOf({ connection: 'reused' }), begin, begin)).toEqual([{ phase: 'command', from: 10, to: 100 }]);
    expect(phasesOf(rowOf({ connection: 'new' }), begin, begin)).toEqual([{ phase: 'session', from: 10, to: 100 }]);
    const denied = failure('auth_failed', 'the server refused every credential', { phase: 'auth' });
    expect(phasesOf(rowOf({ connection: null, ...denied }), begin, begin)).toMatchObject([{ phase: 'session' }]);
    expect(phasesOf(rowOf(null), begin, begin + 70)).toEqual([{ phase: 'session', from: 10, to: 70 }]);
    expect(phasesOf(rowOf({ end_time: null }, null), begin, begin)).toEqual([]);
  });

  it('never goes backwards, also where a clock did (property)', () => {
    const time = fc.integer({ min: -50, max: 300 }).map(at);
    fc.assert(
      fc.property(time, fc.option(time), fc.option(time), time, (start, connected, loggedIn, end) => {
        const phases = phasesOf(
          rowOf(
            {
              end_time: end,
              connection: 'new',
              ...(connected !== null && { connected_time: connected }),
              ...(loggedIn !== null && { logged_in_time: loggedIn }),
            },
            start,
          ),
          begin,
          begin + 300,
        );
        let last = 0;
        for (const { from, to } of phases) {
          expect(from).toBeGreaterThanOrEqual(last);
          expect(to).toBeGreaterThanOrEqual(from);
          last = to;
        }
      }),
    );
  });
});
