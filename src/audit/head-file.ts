import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';

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
export async function writeHead(path: string, head: Head, sync: boolean): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(head)}\n`);
    if (sync) await file.datasync();
  } finally {
    await file.close();
  }
  await rename(next, path);
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
