import type { Phase } from '../base/error-code.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { type Failure, failure } from './failure.ts';

/** The `code` of what the deadline of the whole run ended. */
const runDeadlineCode = 'run_deadline';

const moreTime = 'allow the run more time (deadline_s, --deadline) or ask for less';

/** The reason of a run's signal when its deadline has come: the end of what runs then. */
export const runDeadlinePassed = (): RollcallError =>
  new RollcallError('command_timeout', 'no end of output when the deadline of the run came', {
    finerCode: runDeadlineCode,
    phase: 'command',
    hint: `the channel was closed and the output so far is kept; ${moreTime}`,
  });

export const isRunDeadline = ({ error }: Failure): boolean => error.code === runDeadlineCode;

/** The end of what the deadline kept from starting. */
export const notBegunByDeadline = failure('skipped', 'not started when the deadline of the run came', {
  code: runDeadlineCode,
  phase: 'queue',
  hint: `nothing was sent; ${moreTime}, and run the rest again (--rerun-failed)`,
});

const notRetriedByDeadline = failure('skipped', 'not tried again before the deadline of the run came', {
  code: runDeadlineCode,
  phase: 'queue',
  hint: `the attempts before failed; ${moreTime}`,
});

const notSentByDeadline = (phase: Phase): Failure =>
  failure('command_timeout', 'not sent yet when the deadline of the run came', {
    code: runDeadlineCode,
    phase,
    hint: `nothing was sent; ${moreTime}`,
  });

/** How far an attempt had come. */
interface Progress {
  /** Whether it was the first. */
  readonly first: boolean;
  readonly startTime: string | null;
  readonly connection: string | null;
  readonly written: boolean;
}

/** A failure as it is told where the run's deadline is its cause; others stay as they are. */
export function atRunDeadline(ended: Failure, { first, startTime, connection, written }: Progress): Failure {
  if (!isRunDeadline(ended) || written) return ended;
  if (startTime === null) return first ? notBegunByDeadline : notRetriedByDeadline;
  return notSentByDeadline(connection === null ? 'connect' : 'channel');
}
