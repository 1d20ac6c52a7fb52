import type { Client } from 'ssh2';
import { abortReason, onAbort } from '../../base/abort.ts';
import { type Failure, failure, failureFrom } from '../../model/failure.ts';
import type { Connection, ExecAnswer, ExecOptions, OutputStream } from '../connection.ts';
import { openSession, requestExec, type SessionChannel } from './session-channel.ts';

/** Reasons of SSH_MSG_CHANNEL_OPEN_FAILURE (RFC 4254 §5.1) in words. */
const openReasons: ReadonlyMap<unknown, string> = new Map([
  [1, 'administratively prohibited'],
  [2, 'open failed'],
  [3, 'unknown channel type'],
  [4, 'resource shortage'],
]);

function noChannel(reason: unknown): Failure {
  return failure('busy', `the device opened no channel (${openReasons.get(reason) ?? 'no reason given'})`, {
    phase: 'channel',
    hint: 'lower `limits: { sessions }` below its limit (Junos: max-sessions-per-connection, OpenSSH: MaxSessions; both 10)',
  });
}

const refused = failure('rejected', 'the device refused to run a command on an exec channel', {
  phase: 'channel',
  hint: 'the account may be limited to an interactive shell, or the device may not have exec channels',
});

const unanswered = failure('rejected', 'the device closed the channel without answering the command', {
  phase: 'channel',
  hint: 'the account may not be allowed to run commands; look at the log of the device',
});

/** Never throws: a channel of a connection that has just ended cannot be closed any more and need not be. */
function closeQuietly(channel: SessionChannel): void {
  try {
    channel.close();
  } catch {
    // The connection is gone, and the channel with it.
  }
}

/** One command on one exec channel: opens it, sends the request, passes the output on, tells how it ended. */
export function runExec(
  client: Client,
  connection: Connection,
  line: string,
  { signal, onOutput }: ExecOptions,
): Promise<ExecAnswer> {
  if (signal.aborted) {
    return Promise.resolve({ ended: 'failed', written: false, failure: failureFrom(abortReason(signal)) });
  }
  return new Promise((resolve) => {
    let channel: SessionChannel | null = null;
    let answered = false;
    let written = false;
    let receivedAnything = false;
    let exit: { readonly status: number | null } | null = null;
    let loss: { readonly failure: Failure; readonly whole: boolean } | null = null;

    const answer = (value: ExecAnswer): void => {
      if (answered) return;
      answered = true;
      stopSignal();
      stopClose();
      resolve(value);
    };
    const fail = (reason: Failure): void => answer({ ended: 'failed', written, failure: reason });
    const abandon = (reason: Failure): void => {
      fail(reason);
      if (channel !== null) closeQuietly(channel);
    };
    const stopSignal = onAbort(signal, () => abandon(failureFrom(abortReason(signal))));
    const stopClose = connection.onClose((reason) => {
      // What the device had closed before, or ended with an exit status, is whole: some drop the connection right after.
      const state = channel?.incoming.state;
      loss = { failure: reason, whole: state === 'closed' || (state === 'eof' && exit !== null) };
    });

    const pass = (stream: OutputStream) => (bytes: Buffer) => {
      receivedAnything = true;
      if (answered) return;
      try {
        onOutput(stream, bytes);
      } catch (thrown) {
        abandon(failureFrom(thrown));
      }
    };

    const closed = (replied: boolean): void => {
      if (loss !== null && !loss.whole) fail(loss.failure);
      else if (!replied && exit === null && !receivedAnything) fail(unanswered);
      else answer({ ended: 'exit', exitStatus: exit?.status ?? null });
    };

    const start = (opened: SessionChannel): void => {
      channel = opened;
      let replied = false;
      let open = 2;
      const streamClosed = (): void => {
        open -= 1;
        if (open === 0) closed(replied);
      };
      opened
        .on('error', () => {})
        .on('data', pass('stdout'))
        .once('close', streamClosed);
      opened.stderr
        .on('error', () => {})
        .on('data', pass('stderr'))
        .once('close', streamClosed);
      opened.once('exit', (status: unknown) => {
        exit = { status: typeof status === 'number' ? status : null };
      });
      if (answered) {
        closeQuietly(opened);
        return;
      }
      written = true;
      requestExec(client, opened, line, (accepted) => {
        replied = accepted;
        if (accepted || opened.incoming.state === 'closed') return;
        written = false;
        abandon(refused);
      });
    };

    try {
      openSession(client, (error, opened) => {
        if (opened !== undefined) start(opened);
        else fail(loss?.failure ?? noChannel(error?.reason));
      });
    } catch (thrown) {
      fail(failureFrom(thrown));
    }
  });
}
