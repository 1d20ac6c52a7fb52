import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { abortReason, startDeadline, untilAborted } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { type Failure, failure, failureFrom } from '../../model/failure.ts';

export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** Turns a name into addresses, best first. The default is the system's resolver (`getaddrinfo`). */
export type Resolve = (host: string) => Promise<readonly HostAddress[]>;

export const systemResolve: Resolve = (host) => lookup(host, { all: true });

export type ResolveAnswer =
  | { readonly ok: true; readonly addresses: readonly HostAddress[] }
  | { readonly ok: false; readonly failure: Failure };

const hint = 'check `host` in the inventory, and the DNS of the machine that runs rollcall';

/** The system's resolver has few threads, so this happens before a handshake slot is taken, under a deadline of its own. */
export async function resolveHost(
  host: string,
  options: { resolve: Resolve; timeoutMs: number; clock: Clock; signal: AbortSignal },
): Promise<ResolveAnswer> {
  const family = isIP(host);
  if (family !== 0) return { ok: true, addresses: [{ address: host, family }] };
  const deadline = startDeadline(
    options.signal,
    options.timeoutMs,
    options.clock,
    () => new RollcallError('unreachable', 'the name was not resolved in time', { phase: 'resolve', hint }),
  );
  try {
    const addresses = await untilAborted(options.resolve(host), deadline.signal);
    if (addresses.length > 0) return { ok: true, addresses };
    return { ok: false, failure: failure('unreachable', 'the name has no address', { phase: 'resolve', hint }) };
  } catch (thrown) {
    if (deadline.signal.aborted) return { ok: false, failure: failureFrom(abortReason(deadline.signal)) };
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown error';
    const message = code === 'ENOTFOUND' ? 'the name is not known to DNS' : `the name could not be resolved (${code})`;
    return { ok: false, failure: failure('unreachable', message, { phase: 'resolve', hint }) };
  } finally {
    deadline.clear();
  }
}
