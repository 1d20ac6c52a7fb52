import { toSeconds } from '../../base/duration.ts';
import { type Failure, failure } from '../../model/failure.ts';

/** Reasons of SSH_MSG_CHANNEL_OPEN_FAILURE (RFC 4254 §5.1) in words. */
const openReasons: ReadonlyMap<unknown, string> = new Map([
  [1, 'administratively prohibited'],
  [2, 'open failed'],
  [3, 'unknown channel type'],
  [4, 'resource shortage'],
]);

export function noChannel(reason: unknown): Failure {
  return failure('busy', `the device opened no channel (${openReasons.get(reason) ?? 'no reason given'})`, {
    phase: 'channel',
    hint: 'lower `limits: { sessions }` below its limit (Junos: max-sessions-per-connection, OpenSSH: MaxSessions; both 10)',
  });
}

export function openUnanswered(timeoutMs: number): Failure {
  return failure(
    'connection_lost',
    `the device did not answer the request for a channel within ${toSeconds(timeoutMs)} s`,
    {
      phase: 'channel',
      hint: 'the command was not sent; check that the device still answers, and run it again',
    },
  );
}

/** OpenSSH counts a session until its command has ended, whatever became of the channel. */
export const channelsTaken = failure(
  'connection_lost',
  'the device opens no more channels on this connection, on which commands were given up before they ended',
  { phase: 'channel', hint: 'the command was not sent; run it again' },
);

export const execRefused = failure('rejected', 'the device refused to run a command on an exec channel', {
  phase: 'channel',
  hint: 'the account may be limited to an interactive shell, or the device may not have exec channels',
});

export const execUnanswered = failure('rejected', 'the device closed the channel without answering the command', {
  phase: 'channel',
  hint: 'the account may not be allowed to run commands; look at the log of the device',
});

/** Neither the end of the output nor an exit status came: nothing says that the output is whole. */
export const outputCut = failure('connection_lost', 'the device closed the channel before the end of its output', {
  phase: 'command',
  hint: 'what came is kept and may be cut; the command may have run: look at the device before you repeat one that changes something',
});

const stillOpen = (message: string): Failure =>
  failure('connection_lost', message, {
    phase: 'command',
    hint: 'look at the load of the device; another command on the connection was given up and the device did not end it',
  });

export const closeIgnored = stillOpen('the device did not close a channel that rollcall had closed');
export const closeDefied = stillOpen('the device went on sending on a channel that rollcall had closed');
