import { access, open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { isSystemError } from '../base/is-system-error.ts';

/** Where a file of the log ends, kept apart from it. */
const headSchema = z.strictObject({
  /** Lines that are written. */
  lines: z.int().min(0),
  /** Hash of the last of them; of the file's name while there is none. */
  hash: z.string(),
  /** Hash of the line that is being written: after a crash it may be there or not. */
  pending: z.string().nullable(),
});
export type Head = z.infer<typeof headSchema>;

/** Replaces the head as a whole: a reader sees the old one or the new one. */
export function writeHead(path: string, head: Head, sync: boolean): Promise<void> {
  return replaceHead(path, head, sync, 'w');
}

/** Makes the head of a new file; false where there is one already, or another process is making it. */
export async function createHead(path: string, head: Head, sync: boolean): Promise<boolean> {
  const taken = await access(path).then(
    () => true,
    () => false,
  );
  if (taken) return false;
  try {
    await replaceHead(path, head, sync, 'wx');
    return true;
  } catch (thrown) {
    if (isSystemError(thrown, 'EEXIST')) return false;
    throw thrown;
  }
}

async function replaceHead(path: string, head: Head, sync: boolean, flags: 'w' | 'wx'): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, flags, 0o600);
  try {
    try {
      await file.writeFile(`${JSON.stringify(head)}\n`);
      if (sync) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(next, path);
  } catch (thrown) {
    await rm(next, { force: true });
    throw thrown;
  }
}

/** Null for a file that is no head. Throws the system's error where it cannot be read. */
export async function readHead(path: string): Promise<Head | null> {
  const text = await readFile(path, 'utf8');
  try {
    return headSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
