import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { openSshEd25519 } from '../../src/base/openssh-ed25519.ts';

const check = Buffer.from([1, 2, 3, 4]);

test('is read by ssh2 as the same key', () => {
  for (let index = 0; index < 50; index += 1) {
    const pair = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { format: 'der', type: 'pkcs8' },
      publicKeyEncoding: { format: 'der', type: 'spki' },
    });
    const { privateKey, publicBlob } = openSshEd25519(pair.privateKey, pair.publicKey, check);
    const parsed = ssh2.utils.parseKey(privateKey);
    if (parsed instanceof Error) throw parsed;
    expect(parsed.isPrivateKey()).toBe(true);
    expect(parsed.getPublicSSH().equals(publicBlob)).toBe(true);
  }
});

test('holds the point that belongs to the seed (RFC 8032 §7.1, test 1)', () => {
  const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
  const point = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
  const pkcs8 = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex');
  const spki = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  const made = openSshEd25519(pkcs8, spki.export({ type: 'spki', format: 'der' }), check);
  expect(made.publicBlob.toString('hex')).toBe(`0000000b${Buffer.from('ssh-ed25519').toString('hex')}00000020${point}`);
  expect(Buffer.from(made.privateKey.split('\n').slice(1, -2).join(''), 'base64').toString('hex')).toContain(seed);
});
