import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { KnownHostsFile } from '../../../src/transport/known-hosts/known-hosts-file.ts';
import { makeFifo } from '../../support/make-fifo.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { refused, setUp } from './asked-store.ts';
import { sampleKey } from './sample-key.ts';

function makeSparse(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, 2 ** 40);
}

test.each<[string, (path: string) => void, string]>([
  ['a FIFO', makeFifo, 'it is no regular file'],
  ['a device without end', (path) => symlinkSync('/dev/zero', path), 'it is no regular file'],
  ['far too large', makeSparse, 'it is larger than 67108864 bytes'],
])('a known_hosts that is %s is a failure, and soon', async (_kind, make, why) => {
  const path = join(temporaryFolder(), 'known_hosts');
  make(path);
  const { store, own, device } = setUp();
  const answer = await store.check(device({ knownHosts: path }), sampleKey());
  expect(refused(answer).message).toBe(`cannot read ${path}: ${why}`);
  mkdirSync(dirname(own));
  renameSync(path, own);
  expect(refused(await store.check(device(), sampleKey())).message).toBe(`cannot read ${own}: ${why}`);
  await expect(store.trust(device(), sampleKey())).rejects.toThrow(`cannot read ${own}: ${why}`);
});

test('/dev/null is a known_hosts without lines', async () => {
  const { store, device } = setUp();
  expect(await store.check(device({ knownHosts: '/dev/null' }), sampleKey())).toEqual({ ok: true });
});

test('of many lines that are not understood the warning names ten', async () => {
  const warned: unknown[] = [];
  const logger = { ...silentLogger, warn: (...said: unknown[]) => warned.push(said) };
  const path = join(temporaryFolder(), 'known_hosts');
  writeFileSync(path, 'garbage\n'.repeat(11_654));
  await new KnownHostsFile(path, logger).read();
  expect(warned).toEqual([
    [
      { file: path, lines: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
      'known_hosts lines not understood and passed over, and 11644 more',
    ],
  ]);
});
