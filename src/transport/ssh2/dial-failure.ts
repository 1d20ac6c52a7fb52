import type { Phase } from '../../base/error-code.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { type Failure, failure } from '../../model/failure.ts';
import { authFailure } from './auth-failure.ts';
import type { AuthReport } from './auth-sequence.ts';
import type { DialProgress, DialStage } from './dial-progress.ts';

/** What a dial failure is told from. */
export interface DialContext {
  readonly progress: DialProgress;
  readonly legacyAlgorithms: boolean;
  readonly report: AuthReport;
  readonly notes: readonly string[];
}

/** SSH_MSG_DISCONNECT reasons that are told apart (RFC 4253 §11.1). */
const tooManyConnections = 12;
const noMoreAuthMethods = 14;

const phaseOf: Readonly<Record<DialStage, Phase>> = {
  tcp: 'connect',
  banner: 'handshake',
  'key-exchange': 'handshake',
  authentication: 'auth',
};

const waitedFor: Readonly<Record<DialStage, string>> = {
  tcp: 'no TCP connection',
  banner: 'TCP connected, but no SSH banner',
  'key-exchange': 'SSH banner seen, but the key exchange did not finish',
  authentication: 'key exchange done, but authentication did not finish',
};

const portHint = 'check `host` and `port`, and that SSH is enabled there';
const routeHint = 'check the address, the route and the filters on the way';
const busyHint =
  'wait and run it again for the failed devices, or raise the limit there (Junos: system services ssh connection-limit and rate-limit; OpenSSH: MaxStartups)';

const unreachable = (message: string, phase: Phase, hint: string): Failure =>
  failure('unreachable', message, { phase, hint });

const busy = (message: string): Failure => failure('busy', message, { phase: 'handshake', hint: busyHint });

/** The end of the connect deadline, told by how far the dial had come; `agentSigning`: our own agent was waited for. */
export function deadlineError(progress: DialProgress, agentSigning: boolean, timeoutMs: number): RollcallError {
  const { stage } = progress;
  if (stage === 'banner' && progress.receivedAnything) {
    return new RollcallError('unreachable', progress.speaks, { phase: 'handshake', hint: portHint });
  }
  if (agentSigning) {
    return new RollcallError('connect_timeout', `the SSH agent did not sign within ${timeoutMs / 1_000} s`, {
      phase: 'auth',
      hint: 'see whether the agent at SSH_AUTH_SOCK waits for a confirmation or a touch, or take `agent` out of `auth`',
    });
  }
  return new RollcallError('connect_timeout', `${waitedFor[stage]} within ${timeoutMs / 1_000} s`, {
    phase: phaseOf[stage],
    hint:
      stage === 'tcp' ? routeHint : 'the device answers slowly: raise `timeouts: { connect_s }`, or look at its load',
  });
}

function socketFailure(code: string, context: DialContext): Failure {
  // A reset while we connect came after the device had accepted: one instead of accepting is ECONNREFUSED.
  if (context.progress.stage !== 'tcp' || code === 'ECONNRESET') return closedFailure(context);
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable('connection refused', 'connect', portHint);
    case 'ETIMEDOUT':
      return failure('connect_timeout', 'no TCP connection before the system gave up', {
        phase: 'connect',
        hint: routeHint,
      });
    case 'EMFILE':
    case 'ENFILE':
      return unreachable(
        'this machine has no file descriptor left',
        'connect',
        'raise `ulimit -n` or lower max_parallel',
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return unreachable('no route', 'connect', routeHint);
    default:
      return unreachable(`no connection (${code})`, 'connect', routeHint);
  }
}

/** The peer ended the connection, before the login was through, without saying why. */
export function closedFailure({ progress, report, notes }: DialContext): Failure {
  if (progress.stage === 'authentication') {
    const refused = report.serverMethods !== null && report.tried.length > 0;
    if (refused) return authFailure(report, notes, 'the server closed the connection after refusing a credential');
    return unreachable(
      'the server closed the connection during authentication',
      'auth',
      'look at the log of the device',
    );
  }
  if (progress.stage === 'key-exchange') {
    return unreachable(
      'the server closed the connection during the key exchange',
      'handshake',
      'look at the log of the device',
    );
  }
  if (!progress.receivedAnything) {
    return busy('the device accepted the TCP connection and closed it at once, as at its limit of connections');
  }
  if (progress.saysBusy) return busy('the device takes no more connections now');
  return unreachable(progress.speaks, 'handshake', portHint);
}

function disconnectFailure(reason: number, text: string, context: DialContext): Failure {
  const authFailures = reason === noMoreAuthMethods || /authentication failure/i.test(text);
  if (authFailures && context.progress.stage === 'authentication') {
    return authFailure(context.report, context.notes, 'the server ended the session: too many authentication failures');
  }
  if (reason === tooManyConnections || /too many|limit|maximum/i.test(text)) {
    return busy('the device takes no more connections now');
  }
  return closedFailure(context);
}

function hostKeyHint(legacyAlgorithms: boolean): string {
  const rsa = legacyAlgorithms
    ? ''
    : 'if it only has an old RSA key (ssh-rsa), set legacy_algorithms: true for it; otherwise ';
  return `${rsa}give the device a plain Ed25519, ECDSA or RSA host key: host certificates and DSA keys are not supported`;
}

function exchangeFailure(message: string, { legacyAlgorithms }: DialContext): Failure {
  const missing = /no matching (.*)$/i.exec(message)?.[1];
  if (missing === undefined) {
    return unreachable('the key exchange failed', 'handshake', 'look at the log of the device, or try `ssh -v`');
  }
  if (missing === 'host key format')
    return unreachable(`no ${missing} in common`, 'handshake', hostKeyHint(legacyAlgorithms));
  const hint = legacyAlgorithms
    ? 'not even the old algorithms fit: see what it offers with `ssh -vv`'
    : 'if the device only has old algorithms (ssh-rsa, diffie-hellman-group1/14-sha1, aes-cbc), set legacy_algorithms: true for it';
  return unreachable(`no ${missing} in common`, 'handshake', hint);
}

/** An `error` event of ssh2 before the connection was ready. */
export function errorFailure(error: Error & { level?: string; code?: unknown }, context: DialContext): Failure {
  if (typeof error.code === 'number') return disconnectFailure(error.code, error.message, context);
  if (error.level === 'client-socket') return socketFailure(String(error.code), context);
  if (error.level === 'handshake') return exchangeFailure(error.message, context);
  const { stage } = context.progress;
  if (stage === 'tcp' || stage === 'banner') return closedFailure(context);
  return unreachable(
    'the server broke the SSH protocol',
    phaseOf[stage],
    'try `ssh -v`; if that works, please report it',
  );
}
