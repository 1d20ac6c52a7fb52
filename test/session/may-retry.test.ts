import { describe, expect, it } from 'vitest';
import { failedOutcomes, phases } from '../../src/base/error-code.ts';
import { failure, failureFrom } from '../../src/model/failure.ts';
import { runDeadlinePassed } from '../../src/model/run-deadline.ts';
import { verdicts } from '../../src/model/verdict.ts';
import { mayRetry } from '../../src/session/may-retry.ts';

const ended = (outcome: (typeof failedOutcomes)[number], phase?: (typeof phases)[number]) =>
  failure(outcome, 'it failed', { phase });

describe('mayRetry', () => {
  it('takes what may be otherwise a little later, and nothing else', () => {
    expect(failedOutcomes.filter((outcome) => mayRetry(ended(outcome), false, 'read'))).toEqual([
      'unreachable',
      'connect_timeout',
      'busy',
      'connection_lost',
      'command_timeout',
    ]);
  });

  it('takes what was written only where it was judged read', () => {
    const lost = ended('connection_lost', 'command');
    expect(verdicts.filter((verdict) => mayRetry(lost, true, verdict))).toEqual(['read']);
    expect(verdicts.filter((verdict) => mayRetry(lost, false, verdict))).toEqual(verdicts);
  });

  it('never takes what came as far as keys and credentials, however it ended', () => {
    const taken = phases.filter((phase) => mayRetry(ended('unreachable', phase), false, 'read'));
    expect(phases.filter((phase) => !taken.includes(phase))).toEqual(['credentials', 'host_key', 'auth']);
  });

  it('leaves what the deadline of the run ended', () => {
    expect(mayRetry(failureFrom(runDeadlinePassed()), false, 'read')).toBe(false);
  });
});
