import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface HostKey {
  /** Private key in OpenSSH's own format, the only one in which ssh2 takes Ed25519. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA…`, as in a known_hosts line. */
  readonly publicKey: string;
}

const type = 'ssh-ed25519';
const blockBytes = 8;

/** Both encodings of RFC 8410 end with the 32 bytes of the key itself. */
const keyBytes = 32;

/**
 * A new Ed25519 host key. Encoded here after OpenSSH's PROTOCOL.key, because some of the keys that
 * `ssh2.utils.generateKeyPairSync` makes cannot be parsed by ssh2 itself. It goes through DER, because exporting many
 * private keys as JWK can deadlock Node.js 20.
 */
export function generateHostKey(): HostKey {
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  const publicBytes = pair.publicKey.subarray(-keyBytes);
  const seed = pair.privateKey.subarray(-keyBytes);
  const blob = Buffer.concat([field(type), field(publicBytes)]);
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    field(type),
    field(publicBytes),
    field(Buffer.concat([seed, publicBytes])),
    field(''),
  ]);
  const padding = Uint8Array.from(
    { length: (blockBytes - (secret.length % blockBytes)) % blockBytes },
    (_, at) => at + 1,
  );
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    number(1),
    field(blob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateKey: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
    publicKey: `${type} ${blob.toString('base64')}`,
  };
}

/** An SSH `string` (RFC 4251 §5). */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
