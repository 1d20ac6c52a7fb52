import { type LookupFunction, Socket } from 'node:net';
import { Client } from 'ssh2';
import { abortReason, onAbort } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { type PausableDeadline, startPausableDeadline } from '../../base/pausable-deadline.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { Device } from '../../model/device.ts';
import { type Failure, failureFrom } from '../../model/failure.ts';
import type { HostKeyAnswer, OfferedKey } from '../host-keys.ts';
import { blobType } from '../known-hosts/parse-known-hosts.ts';
import type { LoginGate } from '../login-gate.ts';
import { AgentSilent } from './agent-keys.ts';
import { algorithmsFor } from './algorithms.ts';
import { authFailure } from './auth-failure.ts';
import type { AuthSequence } from './auth-sequence.ts';
import { closedFailure, type DialContext, deadlineError, errorFailure } from './dial-failure.ts';
import { DialProgress } from './dial-progress.ts';
import { GatedAuth } from './gated-auth.ts';
import type { HostAddress } from './host-resolver.ts';
import { keepaliveMisses, Ssh2Connection } from './ssh2-connection.ts';

export interface LogInOptions {
  readonly device: Device;
  readonly addresses: readonly HostAddress[];
  /** Host key types to ask for first. */
  readonly knownTypes: readonly string[];
  readonly auth: AuthSequence;
  /** Asked before a password goes out; the connect deadline stands still meanwhile. */
  readonly gate: LoginGate;
  /** Credentials left out, for the message. */
  readonly notes: readonly string[];
  readonly keepaliveMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called once, when the first key exchange is over. */
  readonly onConnected?: (() => void) | undefined;
  /** Asked once the server has proven that it holds the key, before anything of the user is sent. */
  readonly checkHostKey: (key: OfferedKey, signal: AbortSignal) => Promise<HostKeyAnswer>;
}

export type LogInAnswer =
  | { readonly ok: true; readonly connection: Ssh2Connection }
  | { readonly ok: false; readonly failure: Failure };

/** Of several addresses each but the last gets this long; Node's 250 ms is less than a round trip over satellite. */
const nextAddressAfterMs = 1_000;

/** One connection from TCP to the end of authentication, under the device's connect deadline. */
export async function logIn(options: LogInOptions): Promise<LogInAnswer> {
  const progress = new DialProgress();
  const { connectTimeoutMs } = options.device;
  const deadline = startPausableDeadline(options.signal, connectTimeoutMs, options.clock, () =>
    deadlineError(progress, options.auth.agentSigning, connectTimeoutMs),
  );
  try {
    if (deadline.signal.aborted) return { ok: false, failure: failureFrom(abortReason(deadline.signal)) };
    return await attempt(options, progress, deadline);
  } finally {
    deadline.clear();
  }
}

function attempt(options: LogInOptions, progress: DialProgress, deadline: PausableDeadline): Promise<LogInAnswer> {
  const { signal } = deadline;
  return new Promise((resolve) => {
    const { device, auth } = options;
    const notes = [...options.notes];
    const socket = new Socket();
    const client = new Client();
    const context: DialContext = {
      progress,
      legacyAlgorithms: device.legacyAlgorithms,
      get report() {
        return auth.report;
      },
      notes,
    };
    // Aborts with whatever ends the login.
    const over = new AbortController();
    const gated = new GatedAuth({
      auth,
      username: device.username,
      gate: options.gate,
      onWait: (waiting) => (waiting ? deadline.pause() : deadline.resume()),
    });
    let settled = false;
    let choosing = false;
    let hostKey: Buffer | null = null;
    let hostKeyChecked: Promise<HostKeyAnswer> = new Promise(() => {});

    const settle = (answer: LogInAnswer): void => {
      settled = true;
      stop();
      gated.end(answer.ok);
      over.abort(new RollcallError('cancelled', 'the login is over'));
      resolve(answer);
    };
    const fail = (failure: Failure): void => {
      if (settled) return;
      settle({ ok: false, failure });
      // Says goodbye where SSH is up; the socket does not wait for an answer.
      if (progress.stage === 'authentication') client.end();
      socket.destroy();
    };
    const stop = onAbort(signal, () => fail(failureFrom(abortReason(signal))));

    socket.on('data', function sniff(bytes: Buffer) {
      if (progress.sniff(bytes)) socket.off('data', sniff);
    });
    auth.onPrompt = (reason) => fail(authFailure(auth.report, notes, reason));
    client
      .on('connect', () => {
        progress.stage = 'banner';
      })
      .on('handshake', () => {
        if (hostKey === null || progress.stage === 'authentication') return;
        progress.stage = 'authentication';
        options.onConnected?.();
        hostKeyChecked = options.checkHostKey({ type: blobType(hostKey) ?? 'unknown', blob: hostKey }, signal);
        hostKeyChecked.then(
          (answer) => answer.ok || fail(answer.failure),
          (thrown: unknown) => fail(failureFrom(thrown)),
        );
      })
      .on('ready', () => {
        // ssh2 takes a success that it has not asked for: whoever is in between must not get past the host key by haste.
        hostKeyChecked
          .then((answer) => {
            if (settled || !answer.ok) return;
            const { connectTimeoutMs } = device;
            const connection = new Ssh2Connection({ client, socket, clock: options.clock, connectTimeoutMs });
            settle({ ok: true, connection });
          })
          .catch((thrown: unknown) => fail(failureFrom(thrown)));
      })
      .on('change password', () => fail(authFailure(auth.report, notes, 'the server wants the password changed')))
      .on('error', (error) => {
        // A key that the agent or the file cannot sign with: ssh2 goes on to the next by itself.
        const cannotSign = error.level === 'agent' || error.message.startsWith('Error signing');
        if (!cannotSign) fail(errorFailure(error, context));
        else if (error instanceof AgentSilent) notes.push(`a key that the server accepts, as ${error.message}`);
        else notes.push('a key that the server accepts, as the agent or the file could not sign with it');
      })
      .on('close', () => fail(closedFailure(context)));

    try {
      socket.connect({ ...target(device, options.addresses), port: device.port });
      client.connect({
        sock: socket,
        username: device.username,
        ident: 'rollcall',
        readyTimeout: 0,
        keepaliveInterval: options.keepaliveMs,
        keepaliveCountMax: keepaliveMisses,
        algorithms: algorithmsFor(device.legacyAlgorithms, options.knownTypes),
        // A key exchange may be repeated on a connection; the host must stay the same (RFC 4253 §9).
        hostVerifier: (key: Buffer) => {
          hostKey ??= Buffer.from(key);
          return hostKey.equals(key);
        },
        authHandler: (methods, partial, next) => {
          // An answer to what was not yet sent: nothing follows from it.
          if (choosing) return;
          choosing = true;
          hostKeyChecked
            .then(async (answer) => {
              if (settled || !answer.ok) return;
              const request = await gated.next(methods, partial, over.signal);
              if (settled) return;
              choosing = false;
              if (request === null) fail(noRequestLeft(gated, auth, notes));
              else next(request);
            })
            .catch((thrown: unknown) => fail(failureFrom(thrown)));
        },
      });
      // ssh2 leaves Nagle's algorithm on, which costs 40 ms and more for every small packet.
      client.setNoDelay(true);
    } catch (thrown) {
      fail(failureFrom(thrown));
    }
  });
}

/** Nothing more to send. A device that saw no credential, as our own gate held them back, did not refuse one. */
function noRequestLeft({ refusal }: GatedAuth, { report }: AuthSequence, notes: readonly string[]): Failure {
  if (refusal === null) return authFailure(report, notes);
  if (report.tried.length === 0) return refusal;
  return authFailure(report, [...notes, `a password (${refusal.error.message})`]);
}

/** Where to connect: the one address, or all of them for Node to try in turn (RFC 8305). */
function target(device: Device, addresses: readonly HostAddress[]) {
  const [first] = addresses;
  if (addresses.length === 1 && first !== undefined) return { host: first.address };
  const lookup: LookupFunction = (_host, { all }, callback) => {
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family ?? 0);
  };
  return { host: device.host, lookup, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: nextAddressAfterMs };
}
