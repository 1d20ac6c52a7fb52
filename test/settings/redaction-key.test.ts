import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { redactionKey, secretHasher } from '../../src/settings/redaction-key.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('is made once, for its owner only, also by many at the same time', async () => {
  const home = join(temporaryFolder(), 'state');
  const keys = await Promise.all(Array.from({ length: 20 }, () => redactionKey(home)));
  keys.push(await redactionKey(home));
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
  expect(readdirSync(home)).toEqual(['redaction.key']);
  expect(statSync(join(home, 'redaction.key')).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await redactionKey(join(temporaryFolder(), 'other')))).not.toEqual(keys[0]);
});

test('a file that is no key, or that others may read, is refused and left as it is', async () => {
  const home = temporaryFolder();
  const path = join(home, 'redaction.key');
  writeFileSync(path, 'no key\n', { mode: 0o600 });
  await expect(redactionKey(home)).rejects.toMatchObject({
    code: 'bad_settings',
    message: expect.stringMatching(/does not hold a key/),
  });
  expect(readFileSync(path, 'utf8')).toBe('no key\n');
  chmodSync(path, 0o644);
  await expect(redactionKey(home)).rejects.toMatchObject({ code: 'bad_settings', hint: `chmod 600 ${path}` });
});

test('the hash depends on the secret and the key alone', () => {
  const [one, other] = [new Uint8Array(32), new Uint8Array(32).fill(1)];
  const hash = secretHasher(one)('secret');
  expect(hash).toMatch(/^[0-9a-f]{6}$/);
  expect(secretHasher(one)('secret')).toBe(hash);
  expect(secretHasher(one)('Secret')).not.toBe(hash);
  expect(secretHasher(other)('secret')).not.toBe(hash);
});
