import { shellWord } from '../../base/shell-word.ts';
import type { Device } from '../../model/device.ts';
import { type Failure, failure } from '../../model/failure.ts';
import { foldNames } from '../../model/selector/fold-names.ts';
import type { OfferedKey } from '../host-keys.ts';
import { fingerprint } from './fingerprint.ts';
import type { HostKeyVerdict, RecordedKey } from './judge-host-key.ts';

/** What the messages are made with besides the keys. */
export interface TrustPlace {
  /** rollcall's own known_hosts. */
  readonly ownPath: string;
  /** Flags that lead to the same inventory and settings: `-i`, `/etc/lab.yaml`. */
  readonly flags: readonly string[];
}

/** The command line to type, exact also for a name the shell, the flags or the selector would not take as it is. */
function trustLine({ name }: Device, { flags }: TrustPlace): string {
  const selector = foldNames([name]);
  const words = ['rollcall', 'trust', ...flags, ...(selector.startsWith('-') ? ['--'] : []), selector];
  return words.map(shellWord).join(' ');
}

function named(type: string, blob: Uint8Array): string {
  return `${fingerprint(blob)} (${type})`;
}

function changed(device: Device, key: OfferedKey, recorded: readonly RecordedKey[], trust: TrustPlace): Failure {
  const known = recorded.map(({ place, type, blob }) => `${named(type, blob)} in ${place}`).join(', ');
  const foreign = recorded.filter(({ place }) => !place.startsWith(`${trust.ownPath}:`)).map(({ place }) => place);
  const rest =
    foreign.length === 0
      ? ''
      : `; that puts the new key into rollcall's own file, which then decides, and leaves ${foreign.join(', ')} as it is for ssh`;
  return failure('host_key', `the host key changed: now ${named(key.type, key.blob)}, on record ${known}`, {
    code: 'host_key_changed',
    phase: 'host_key',
    hint: `nothing was sent. Someone may be in between, or the device was replaced: compare on its console, then \`${trustLine(device, trust)}\`${rest}`,
  });
}

/** Why a key is not let through, as the result the device gets; null where it is. */
export function hostKeyFailure(
  device: Device,
  key: OfferedKey,
  verdict: HostKeyVerdict,
  trust: TrustPlace,
): Failure | null {
  switch (verdict.verdict) {
    case 'known':
      return null;
    case 'changed':
      return changed(device, key, verdict.recorded, trust);
    case 'revoked':
      return failure('host_key', `the host key ${named(key.type, key.blob)} is revoked in ${verdict.place}`, {
        code: 'host_key_revoked',
        phase: 'host_key',
        hint: 'nothing was sent. Give the device a new host key, or remove that line if it is wrong',
      });
    case 'certificate':
      return failure(
        'host_key',
        `known_hosts vouches for this host by a certificate (${verdict.place}); host certificates are not supported`,
        {
          code: 'host_key_certificate',
          phase: 'host_key',
          hint: `nothing was sent. The host key is ${named(key.type, key.blob)}: compare it with the device's console, then \`${trustLine(device, trust)}\``,
        },
      );
    case 'marker':
      return failure('host_key', `${verdict.place} has a marker that is not known: it may forbid this host key`, {
        code: 'host_key_marker',
        phase: 'host_key',
        hint: 'nothing was sent. The markers are @revoked and @cert-authority: correct that line, or remove it',
      });
    case 'unknown':
      if (device.hostKeys !== 'strict') return null;
      return failure('host_key', `the host key ${named(key.type, key.blob)} is not known`, {
        code: 'host_key_unknown',
        phase: 'host_key',
        hint: `compare the fingerprint with the device's console, then \`${trustLine(device, trust)}\``,
      });
  }
}
