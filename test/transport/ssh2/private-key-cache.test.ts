import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PrivateKeyCache } from '../../../src/transport/ssh2/private-key-cache.ts';

const generate = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2_048 }),
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p521: () => generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed25519: () => generateKeyPairSync('ed25519'),
};

const passphrase = 'open sesame';

function pem(key: KeyObject, encrypted: boolean): Buffer {
  const format = { type: 'pkcs8', format: 'pem' } as const;
  return Buffer.from(key.export(encrypted ? { ...format, cipher: 'aes-256-cbc', passphrase } : format));
}

/** Signs with what was parsed and checks that against the key that was written. */
function signsAs(content: Buffer, words: string | null, publicKey: KeyObject): boolean {
  const parsed = new PrivateKeyCache().parse(content, words);
  if (!parsed.ok) throw new Error(parsed.reason);
  const data = Buffer.from('data');
  const hashed = publicKey.asymmetricKeyType !== 'ed25519';
  const signature = hashed ? parsed.key.sign(data, 'sha256') : parsed.key.sign(data);
  if (signature instanceof Error) throw signature;
  return verify(hashed ? 'sha256' : null, data, publicKey, signature);
}

describe.each(['rsa', 'p256', 'p521', 'ed25519'] as const)('a PKCS#8 key, %s', (type) => {
  const { privateKey, publicKey } = generate[type]();

  test('plain', () => {
    expect(pem(privateKey, false).toString()).toContain('-----BEGIN PRIVATE KEY-----');
    expect(signsAs(pem(privateKey, false), null, publicKey)).toBe(true);
    expect(signsAs(Buffer.from(pem(privateKey, false).toString().replaceAll('\n', '\r\n')), null, publicKey)).toBe(
      true,
    );
  });

  test('encrypted', () => {
    const content = pem(privateKey, true);
    expect(content.toString()).toContain('-----BEGIN ENCRYPTED PRIVATE KEY-----');
    expect(signsAs(content, passphrase, publicKey)).toBe(true);
    const cache = new PrivateKeyCache();
    expect(cache.parse(content, null)).toEqual({ ok: false, encrypted: true, reason: 'it is encrypted' });
    expect(cache.parse(content, 'wrong')).toEqual({
      ok: false,
      encrypted: true,
      reason: 'the passphrase does not open it',
    });
  });
});

test('every Ed25519 key is read, also one with leading zeros', () => {
  const cache = new PrivateKeyCache();
  const answers = Array.from({ length: 600 }, () => cache.parse(pem(generate.ed25519().privateKey, false), null).ok);
  expect(answers).not.toContain(false);
});

test('a key that SSH has no use for, and one that is broken, say so', () => {
  const { privateKey } = generateKeyPairSync('ed448');
  const cache = new PrivateKeyCache();
  expect(cache.parse(pem(privateKey, false), null)).toMatchObject({
    ok: false,
    reason: 'it is a private key of a type that SSH does not use',
  });
  const broken = pem(privateKey, false)
    .toString()
    .replace(/\n.{10}/, '\nAAAAAAAAAA');
  expect(cache.parse(Buffer.from(broken), null)).toMatchObject({ ok: false, encrypted: false });
});
