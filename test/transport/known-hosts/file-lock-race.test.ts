import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import * as files from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { withFileLock } from '../../../src/transport/known-hosts/file-lock.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { setUp } from './asked-store.ts';
import { lineFor, sampleKey } from './sample-key.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>();
  return { ...real, rename: vi.fn(real.rename), rm: vi.fn(real.rm) };
});

const never = (): AbortSignal => new AbortController().signal;

test('a lock that another process took in place of a stale one stays its own', async () => {
  const clock = new FakeClock(Date.now());
  const folder = temporaryFolder();
  const path = join(folder, 'lock');
  writeFileSync(path, 'dead');
  utimesSync(path, 1, 1);
  const real = vi.mocked(files.rename).getMockImplementation() ?? files.rename;
  vi.mocked(files.rename).mockImplementationOnce(async (from, to) => {
    await files.unlink(from);
    writeFileSync(path, 'alive', { flag: 'wx' });
    await real(from, to);
  });
  const cancel = new AbortController();
  let ran = false;
  const waiting = withFileLock(path, { clock, signal: cancel.signal }, async () => {
    ran = true;
  });
  while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  cancel.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(ran).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('alive');
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('only the own lock is removed', async () => {
  const path = join(temporaryFolder(), 'lock');
  await withFileLock(path, { clock: systemClock, signal: never() }, async () => {
    await files.unlink(path);
    writeFileSync(path, 'of another');
    utimesSync(path, 1, 1);
  });
  expect(readFileSync(path, 'utf8')).toBe('of another');
  await withFileLock(path, { clock: systemClock, signal: never() }, async () => {});
  expect(existsSync(path)).toBe(false);
});

test('a lock that cannot be removed leaves nobody waiting and undoes nothing', async () => {
  const { store, own, device } = setUp();
  mkdirSync(join(own, '..'));
  vi.mocked(files.rm).mockImplementation((path) =>
    Promise.reject(Object.assign(new Error(`no ${path}`), { code: 'EACCES' })),
  );
  const keys = [sampleKey(), sampleKey()];
  const [first, second] = await Promise.all(keys.map((key, index) => store.check(device({ host: `r${index}` }), key)));
  expect([first, second]).toEqual([{ ok: true }, { ok: true }]);
  expect(readFileSync(own, 'utf8')).toBe(keys.map((key, index) => lineFor(`r${index}`, key)).join(''));
});
