import { type Failure, failure } from '../../model/failure.ts';
import { maxAttempts } from './agent-keys.ts';
import type { AuthReport } from './auth-sequence.ts';
import { agentLabel } from './credential.ts';

/** The result of a login that did not succeed: what was tried, what was not, and what the server still takes. */
export function authFailure(report: AuthReport, notes: readonly string[], reason: string | null = null): Failure {
  const { tried, notOffered, tooMany, accepted, serverMethods } = report;
  const parts = [headline(report, reason)];
  if (tried.length > 0) parts.push(`tried ${named(tried)}`);
  if (notOffered.length > 0) parts.push(`not sent, as the server does not take it: ${named(notOffered)}`);
  const beyond =
    tooMany.length > 0 ? [`${named(tooMany)} (at most ${maxAttempts} attempts are made on a connection)`] : [];
  if (notes.length > 0 || beyond.length > 0) parts.push(`not used: ${[...notes, ...beyond].join('; ')}`);
  if (serverMethods !== null) {
    parts.push(
      serverMethods.length === 0 ? 'the server takes nothing more' : `the server takes ${knownNames(serverMethods)}`,
    );
  }
  return failure('auth_failed', parts.join('; '), { phase: 'auth', hint: hintFor(reason, accepted) });
}

/** Of RFC 4252, 4256 and 4462. */
const knownMethods: ReadonlySet<string> = new Set([
  'publickey',
  'password',
  'keyboard-interactive',
  'hostbased',
  'gssapi-with-mic',
  'gssapi-keyex',
  'none',
]);

/** A server may name anything, what we have sent to it among it: only names that are known are said again. */
function knownNames(methods: readonly string[]): string {
  const known = [...new Set(methods)].filter((method) => knownMethods.has(method));
  return [...known, ...(known.length < methods.length ? ['methods that are not known here'] : [])].join(', ');
}

function headline({ accepted, tried }: AuthReport, reason: string | null): string {
  if (reason !== null) return reason;
  if (accepted.length > 0) return `the server accepted ${named(accepted)} and wants one more factor`;
  return tried.length === 0 ? 'the server takes none of the credentials' : 'the server refused every credential';
}

function hintFor(reason: string | null, accepted: readonly string[]): string {
  if (reason?.includes('changed')) return 'log in once by hand and set a new password';
  if (reason !== null || accepted.length > 0) {
    return 'rollcall answers a single password prompt only: use an account with a key or a password alone';
  }
  return 'check `username` and `auth` of the device before the next run; what was refused is not tried again on this connection';
}

/** The labels in order, with keys of the agent that follow each other counted: `agent (2 keys), password`. */
function named(labels: readonly string[]): string {
  const parts: string[] = [];
  let keys = 0;
  for (const [index, label] of labels.entries()) {
    if (label !== agentLabel) parts.push(label);
    else {
      keys += 1;
      if (labels[index + 1] === agentLabel) continue;
      parts.push(`${agentLabel} (${keys} ${keys === 1 ? 'key' : 'keys'})`);
      keys = 0;
    }
  }
  return parts.join(', ');
}
