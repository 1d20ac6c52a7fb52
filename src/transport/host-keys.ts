import type { Device } from '../model/device.ts';
import type { Failure } from '../model/failure.ts';

/** A host key as offered in the key exchange: the SSH wire blob (RFC 4253 §6.6). */
export interface OfferedKey {
  readonly type: string;
  readonly blob: Uint8Array;
}

export type HostKeyAnswer = { readonly ok: true } | { readonly ok: false; readonly failure: Failure };

/** Decides whether a host key may be trusted, and remembers. */
export interface HostKeyStore {
  /**
   * Applies the device's policy. `accept-new` has stored a new key when this resolves. Never rejects: an
   * abort answers with its reason as the failure.
   */
  check(device: Device, key: OfferedKey, signal: AbortSignal): Promise<HostKeyAnswer>;
  /** Key types already known for the device, so that the key exchange asks for one of those. */
  knownTypes(device: Device): Promise<readonly string[]>;
  /** Replaces whatever is remembered for the device by this key (`rollcall trust`). Throws the abort's reason. */
  trust(device: Device, key: OfferedKey, signal: AbortSignal): Promise<void>;
}
