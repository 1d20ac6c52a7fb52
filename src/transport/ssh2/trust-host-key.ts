import type { Clock } from '../../base/clock.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { Semaphore } from '../../base/semaphore.ts';
import type { Device } from '../../model/device.ts';
import type { TrustAnswer } from '../../model/trust-answer.ts';
import type { HostKeyStore } from '../host-keys.ts';
import { fingerprint } from '../known-hosts/fingerprint.ts';
import { HostResolver } from './host-resolver.ts';
import { scanHostKey } from './scan-host-key.ts';

export interface TrusterParts {
  readonly hostKeys: HostKeyStore;
  /** The dialer's own, so that both together stay within the bound. */
  readonly handshakes: Semaphore;
  readonly clock: Clock;
}

/** Reads the key a device shows now and remembers it in place of an older one. Never rejects. */
export function hostKeyTruster({ hostKeys, handshakes, clock }: TrusterParts) {
  const resolver = new HostResolver({ clock });
  return async (device: Device, signal: AbortSignal): Promise<TrustAnswer> => {
    const answer = await scanHostKey(device, { signal, clock, handshakes, resolver });
    if (!answer.ok) return { device: device.name, ok: false, detail: answer.failure.error.message };
    try {
      await hostKeys.trust(device, answer.key, signal);
    } catch (thrown) {
      return { device: device.name, ok: false, detail: RollcallError.from(thrown).message };
    }
    return { device: device.name, ok: true, detail: fingerprint(answer.key.blob) };
  };
}
