import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';

/**
 * ecdh-sha2-nistp256 first: curve25519 costs ssh2 more CPU a login, because it passes its keys through DER.
 * The large groups and group exchange (one more round trip) come last.
 */
const kex: readonly KexAlgorithm[] = [
  'ecdh-sha2-nistp256',
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group15-sha512',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group17-sha512',
  'diffie-hellman-group18-sha512',
];
const legacyKex: readonly KexAlgorithm[] = ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'];

/** aes128-gcm first: fastest on large output. */
const ciphers: readonly CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes192-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
];
const legacyCiphers: readonly CipherAlgorithm[] = ['aes128-cbc', 'aes192-cbc', 'aes256-cbc'];

const macs: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
  'hmac-sha1-etm@openssh.com',
  'hmac-sha1',
];

const serverHostKeys: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/** The key type that an algorithm signs with (RFC 8332 §3: the rsa-sha2 algorithms use ssh-rsa keys). */
function keyType(algorithm: ServerHostKeyAlgorithm): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/**
 * What to offer a device. Host key algorithms of the types already known for it come first, so that a server with
 * several keys shows the one on record.
 */
export function algorithmsFor(legacy: boolean, knownTypes: readonly string[]): Algorithms {
  const hostKeys: readonly ServerHostKeyAlgorithm[] = legacy ? [...serverHostKeys, 'ssh-rsa'] : serverHostKeys;
  const known = hostKeys.filter((algorithm) => knownTypes.includes(keyType(algorithm)));
  return {
    kex: [...kex, ...(legacy ? legacyKex : [])],
    cipher: [...ciphers, ...(legacy ? legacyCiphers : [])],
    hmac: [...macs],
    compress: ['none'],
    serverHostKey: [...known, ...hostKeys.filter((algorithm) => !known.includes(algorithm))],
  };
}
