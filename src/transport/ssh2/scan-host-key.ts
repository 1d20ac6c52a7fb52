import type { Clock } from '../../base/clock.ts';
import type { Device } from '../../model/device.ts';
import { type Failure, failure } from '../../model/failure.ts';
import type { ScannedKey } from '../host-keys.ts';
import { fingerprint } from '../known-hosts/fingerprint.ts';
import { AuthSequence } from './auth-sequence.ts';
import { logIn } from './log-in.ts';
import { type Resolve, resolveHost, systemResolve } from './resolve-host.ts';

export interface ScanOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly resolve?: Resolve;
}

export type ScanAnswer =
  | { readonly ok: true; readonly scanned: ScannedKey }
  | { readonly ok: false; readonly failure: Failure };

const seen = failure('host_key', 'the host key was read', { phase: 'host_key' });

/**
 * Reads a device's host key, which the device proves to hold, and ends the connection before any authentication.
 * No credential is read. Never rejects.
 */
export async function scanHostKey(device: Device, { signal, clock, resolve }: ScanOptions): Promise<ScanAnswer> {
  const resolved = await resolveHost(device.host, {
    resolve: resolve ?? systemResolve,
    timeoutMs: device.connectTimeoutMs,
    clock,
    signal,
  });
  if (!resolved.ok) return resolved;
  const found: ScannedKey[] = [];
  const answer = await logIn({
    device,
    addresses: resolved.addresses,
    knownTypes: [],
    auth: new AuthSequence(device.username, []),
    notes: [],
    keepaliveMs: 0,
    clock,
    signal,
    checkHostKey: async (key) => {
      found.push({ key, fingerprint: fingerprint(key.blob) });
      return { ok: false, failure: seen };
    },
  });
  const [scanned] = found;
  if (scanned !== undefined) return { ok: true, scanned };
  if (!answer.ok) return answer;
  await answer.connection.close();
  return {
    ok: false,
    failure: failure('defect', 'the server logged us in without a key exchange', { phase: 'handshake' }),
  };
}
