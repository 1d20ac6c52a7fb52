import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import { openSshEd25519 } from '../../base/openssh-ed25519.ts';

/** PKCS#8 (RFC 5958) as OpenSSL writes it since version 1.0, and as RFC 7468 §10 and §11 label it. */
const label = /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----\r?$/m;

/** Whether the text is a PKCS#8 key, and whether it needs a passphrase; null for any other format. */
export function pkcs8Kind(content: Buffer): 'plain' | 'encrypted' | null {
  const match = label.exec(content.toString('latin1'));
  if (match === null) return null;
  return match[1] === undefined ? 'plain' : 'encrypted';
}

/**
 * A PKCS#8 key in a format that ssh2 reads, which PKCS#8 is not. Throws where the passphrase does not open it; null
 * where SSH has no use for a key of that type.
 */
export function fromPkcs8(content: Buffer, passphrase: string | null): Buffer | string | null {
  const key = createPrivateKey(
    passphrase === null ? { key: content, format: 'pem' } : { key: content, format: 'pem', passphrase },
  );
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return key.export({ type: 'pkcs1', format: 'pem' });
    case 'ec':
      return key.export({ type: 'sec1', format: 'pem' });
    case 'ed25519':
      return openSshEd25519(
        key.export({ type: 'pkcs8', format: 'der' }),
        createPublicKey(key).export({ type: 'spki', format: 'der' }),
        randomBytes(4),
      ).privateKey;
    default:
      return null;
  }
}
