import type { Clock } from '../../base/clock.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import type { Device } from '../../model/device.ts';
import type { HostKeyStore } from '../host-keys.ts';
import { scanHostKey } from './scan-host-key.ts';

export interface Trusted {
  readonly device: string;
  readonly ok: boolean;
  /** `SHA256:…` of the key now remembered, or what went wrong. */
  readonly detail: string;
}

/** Reads the key a device shows now and remembers it in place of an older one. */
export function hostKeyTruster(hostKeys: HostKeyStore, clock: Clock) {
  return async (device: Device, signal: AbortSignal): Promise<Trusted> => {
    const answer = await scanHostKey(device, { signal, clock });
    if (!answer.ok) return { device: device.name, ok: false, detail: answer.failure.error.message };
    try {
      await hostKeys.trust(device, answer.scanned.key);
    } catch (thrown) {
      return { device: device.name, ok: false, detail: RollcallError.from(thrown).message };
    }
    return { device: device.name, ok: true, detail: answer.scanned.fingerprint };
  };
}
