import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { generateHostKey } from '../../src/sim/host-key.ts';

test('every key is one that ssh2 reads and signs with, and all differ', () => {
  const keys = Array.from({ length: 300 }, generateHostKey);
  expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(keys.length);
  for (const { privateKey, publicKey } of keys) {
    const secret = ssh2.utils.parseKey(privateKey);
    const known = ssh2.utils.parseKey(publicKey);
    if (secret instanceof Error || known instanceof Error) throw secret;
    expect(known.verify('data', secret.sign('data'))).toBe(true);
  }
});
