import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { openSshEd25519 } from '../base/openssh-ed25519.ts';

export interface HostKey {
  /** Private key in OpenSSH's own format, the only one in which ssh2 takes Ed25519. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…`, as in a known_hosts line. */
  readonly publicKey: string;
}

/**
 * A new Ed25519 host key. Encoded by us, because some of the keys that `ssh2.utils.generateKeyPairSync` makes cannot be
 * parsed by ssh2 itself.
 */
export function generateHostKey(): HostKey {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  const { privateKey, publicBlob } = openSshEd25519(pair.privateKey, pair.publicKey, randomBytes(4));
  return { privateKey, publicKey: `ssh-ed25519 ${publicBlob.toString('base64')}` };
}
