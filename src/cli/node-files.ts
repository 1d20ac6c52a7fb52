import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilePort, FileStatus } from './cli-parts.ts';

export const nodeFiles: FilePort = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  writeFile: (path, text) => writeFile(path, text, { mode: 0o600 }),
  async status(path): Promise<FileStatus | null> {
    try {
      const found = await stat(path);
      const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
      return { kind, mode: found.mode & 0o777 };
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
      throw thrown;
    }
  },
  makeTemporaryFolder: () => mkdtemp(join(tmpdir(), 'rollcall-')),
  removeFolder: (path) => rmSync(path, { recursive: true, force: true }),
};
