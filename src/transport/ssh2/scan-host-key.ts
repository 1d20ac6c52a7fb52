import type { Clock } from '../../base/clock.ts';
import type { Semaphore } from '../../base/semaphore.ts';
import type { Device } from '../../model/device.ts';
import { type Failure, failure, failureFrom } from '../../model/failure.ts';
import type { OfferedKey } from '../host-keys.ts';
import type { LoginGate } from '../login-gate.ts';
import { AuthSequence } from './auth-sequence.ts';
import type { HostAddress, HostResolver } from './host-resolver.ts';
import { logIn } from './log-in.ts';

export interface ScanOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Bounds handshakes in flight, together with those of the dialer. */
  readonly handshakes: Semaphore;
  readonly resolver: HostResolver;
}

export type ScanAnswer =
  | { readonly ok: true; readonly key: OfferedKey }
  | { readonly ok: false; readonly failure: Failure };

/** A scan sends no credential. */
const noPasswords: LoginGate = {
  refusal: async () => null,
  enter: async () => ({ ok: false, failure: seen }),
};

const seen = failure('host_key', 'the host key was read', { phase: 'host_key' });

/**
 * Reads a device's host key, which the device proves to hold, and ends the connection before any authentication.
 * No credential is read. Never rejects.
 */
export async function scanHostKey(device: Device, options: ScanOptions): Promise<ScanAnswer> {
  const { signal, clock, handshakes, resolver } = options;
  const timeoutMs = device.connectTimeoutMs;
  try {
    const resolved = await resolver.resolve(device.host, { timeoutMs, signal });
    if (!resolved.ok) return resolved;
    const permit = await handshakes.acquire(signal);
    try {
      return await readKey(device, resolved.addresses, signal, clock);
    } finally {
      permit.release();
    }
  } catch (thrown) {
    return { ok: false, failure: failureFrom(thrown) };
  }
}

async function readKey(
  device: Device,
  addresses: readonly HostAddress[],
  signal: AbortSignal,
  clock: Clock,
): Promise<ScanAnswer> {
  const found: OfferedKey[] = [];
  const answer = await logIn({
    device,
    addresses,
    knownTypes: [],
    auth: new AuthSequence(device.username, []),
    gate: noPasswords,
    notes: [],
    keepaliveMs: 0,
    clock,
    signal,
    checkHostKey: async (key) => {
      found.push(key);
      return { ok: false, failure: seen };
    },
  });
  const [key] = found;
  if (key !== undefined) return { ok: true, key };
  if (!answer.ok) return answer;
  await answer.connection.close();
  return {
    ok: false,
    failure: failure('defect', 'the server logged us in without a key exchange', { phase: 'handshake' }),
  };
}
