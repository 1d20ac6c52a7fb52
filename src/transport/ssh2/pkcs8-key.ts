import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';

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
      return openSshEd25519(key);
    default:
      return null;
  }
}

/** The seed and the point are the last 32 bytes of the DER forms (RFC 8410 §4 and §7). */
const rawKey = (der: Buffer): Buffer => der.subarray(-32);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function string(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** OpenSSH's own format (PROTOCOL.key), the only one in which ssh2 reads Ed25519. Not by way of JWK: that can hang on Node 20. */
function openSshEd25519(key: KeyObject): string {
  const type = 'ssh-ed25519';
  const seed = rawKey(key.export({ type: 'pkcs8', format: 'der' }));
  const point = rawKey(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  const check = randomBytes(4);
  const fields = Buffer.concat([
    check,
    check,
    string(type),
    string(point),
    string(Buffer.concat([seed, point])),
    string(''),
  ]);
  const padding = Buffer.from(Array.from({ length: -fields.length & 7 }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string('none'),
    string('none'),
    string(''),
    uint32(1),
    string(Buffer.concat([string(type), string(point)])),
    string(Buffer.concat([fields, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}
