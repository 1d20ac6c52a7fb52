import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from './is-system-error.ts';

/**
 * Makes a folder and those around it that are missing (0700), unless it is there. Step by step, because Node's own
 * `recursive` never comes to an end in a file system that makes no folders, as `/proc`. Throws the system's error.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    return await makeOne(path);
  } catch (thrown) {
    if (!isSystemError(thrown, 'ENOENT') || dirname(path) === path) throw thrown;
  }
  await makeFolder(dirname(path));
  try {
    await makeOne(path);
  } catch (thrown) {
    if (!isSystemError(thrown, 'ENOENT')) throw thrown;
    const error = new Error(`ENOTSUP: no folder can be made in ${dirname(path)}`, { cause: thrown });
    throw Object.assign(error, { code: 'ENOTSUP' });
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (thrown) {
    const there = isSystemError(thrown, 'EEXIST') ? await stat(path).catch(() => null) : null;
    if (!there?.isDirectory()) throw thrown;
  }
}
