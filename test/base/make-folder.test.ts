import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../../src/base/make-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('makeFolder', () => {
  test('makes every missing folder of the path for its owner alone, also several times at once', async () => {
    const top = temporaryFolder();
    const path = join(top, 'a', 'b', 'c');
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(path, 'd'))]);
    for (const made of ['a', 'a/b', 'a/b/c', 'a/b/c/d']) expect(statSync(join(top, made)).mode & 0o777).toBe(0o700);
  });

  test('takes a link to a folder for the folder', async () => {
    const top = temporaryFolder();
    await makeFolder(join(top, 'real'));
    symlinkSync(join(top, 'real'), join(top, 'link'));
    await makeFolder(join(top, 'link'));
    await makeFolder(join(top, 'link', 'in'));
    expect(statSync(join(top, 'real', 'in')).isDirectory()).toBe(true);
  });

  test.each([
    ['a file', 'file', 'EEXIST'],
    ['below a file', 'file/x', 'ENOTDIR'],
    ['a link to nothing', 'dangling', 'EEXIST'],
    ['below a link to nothing', 'dangling/x', 'EEXIST'],
  ])('%s is an error', async (_what, name, code) => {
    const top = temporaryFolder();
    writeFileSync(join(top, 'file'), '');
    symlinkSync(join(top, 'nothing'), join(top, 'dangling'));
    await expect(makeFolder(join(top, name))).rejects.toMatchObject({ code });
  });

  // Node's own `recursive` spins for ever here.
  test.runIf(process.platform === 'linux')('comes to an end where the file system makes no folder', async () => {
    await expect(makeFolder('/proc/rollcall/home')).rejects.toMatchObject({ code: 'ENOTSUP' });
  });
});
