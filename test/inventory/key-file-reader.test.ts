import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyFileReader } from '../../src/inventory/key-file-reader.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejection } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

it('gives the bytes of a key file', async () => {
  const path = write(join(temporaryFolder(), 'id'), 'key\n');
  expect((await keyFileReader.read(path)).toString()).toBe('key\n');
});

it.each([
  ['missing', null, 0o600, 'cannot be read: no such file', 'check the path in the inventory'],
  ['readable by the group', 'key', 0o640, 'is open to other users of this machine (chmod 600 PATH)', 'chmod 600 PATH'],
  ['readable by all', 'key', 0o644, 'is open to other users of this machine (chmod 600 PATH)', 'chmod 600 PATH'],
  ['empty', '', 0o600, 'is empty', 'check the path in the inventory'],
  ['too large', 'x'.repeat(65_537), 0o600, 'is larger than 65536 bytes', 'check the path in the inventory'],
])('refuses one that is %s', async (_what, content, mode, message, hint) => {
  const path = join(temporaryFolder(), 'id');
  if (content !== null) write(path, content, mode);
  const error = await rejection(keyFileReader.read(path));
  expect([error.code, error.phase, error.message, error.hint]).toEqual([
    'auth_failed',
    'credentials',
    `key file ${path} ${message.replace('PATH', path)}`,
    hint.replace('PATH', path),
  ]);
});
