import { constants, rmSync } from 'node:fs';
import { access, mkdir, mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import type { FilePort, FileStatus } from './cli-parts.ts';

export const nodeFiles: FilePort = {
  makeFolder: (path) => makeFolder(resolve(path)),
  writeFile: (path, text) => writeFile(path, text, { mode: 0o600 }),
  async status(path): Promise<FileStatus | null> {
    try {
      const found = await stat(path);
      const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
      const needed = kind === 'folder' ? constants.W_OK | constants.X_OK : constants.W_OK;
      const writable = await access(path, needed).then(
        () => true,
        () => false,
      );
      return { kind, mode: found.mode & 0o777, writable };
    } catch (thrown) {
      if (isSystemError(thrown, 'ENOENT')) return null;
      throw thrown;
    }
  },
  makeTemporaryFolder: () => mkdtemp(join(tmpdir(), 'rollcall-')),
  removeFolder: (path) => rmSync(path, { recursive: true, force: true }),
};

/** One level after another: Node's own recursive mkdir never returns where the system answers ENOENT, as below /proc. */
async function makeFolder(path: string): Promise<void> {
  if ((await nodeFiles.status(path)) !== null) return;
  await makeFolder(dirname(path));
  try {
    await mkdir(path);
  } catch (thrown) {
    const madeMeanwhile = isSystemError(thrown, 'EEXIST') && (await nodeFiles.status(path)) !== null;
    if (!madeMeanwhile) throw thrown;
  }
}
