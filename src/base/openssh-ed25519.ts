/** An Ed25519 key in OpenSSH's own forms. */
export interface OpenSshEd25519 {
  /** The private key in the format of OpenSSH's PROTOCOL.key, without a passphrase. */
  readonly privateKey: string;
  /** The public key as on the wire (RFC 8709 §4). */
  readonly publicBlob: Buffer;
}

const type = 'ssh-ed25519';

/** The seed and the point are the last 32 bytes of the DER forms (RFC 8410 §4 and §7). */
const rawKey = (der: Uint8Array): Uint8Array => der.subarray(-32);

/**
 * An Ed25519 key in the only format in which ssh2 reads one, from its PKCS#8 and SPKI forms in DER. Not from JWK: the
 * export of many private keys as JWK can deadlock Node.js 20. `check`: four random bytes.
 */
export function openSshEd25519(pkcs8: Uint8Array, spki: Uint8Array, check: Uint8Array): OpenSshEd25519 {
  const seed = rawKey(pkcs8);
  const point = rawKey(spki);
  const publicBlob = Buffer.concat([field(type), field(point)]);
  const secret = Buffer.concat([
    check,
    check,
    field(type),
    field(point),
    field(Buffer.concat([seed, point])),
    field(''),
  ]);
  const padding = Uint8Array.from({ length: -secret.length & 7 }, (_, index) => index + 1);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    number(1),
    field(publicBlob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  const privateKey = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''];
  return { privateKey: privateKey.join('\n'), publicBlob };
}

/** An SSH `string` (RFC 4251 §5). */
function field(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
