import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { isSystemError } from '../base/is-system-error.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { shellWord } from '../base/shell-word.ts';
import { systemErrorText } from '../base/system-error-text.ts';

/** Ten thousand tokens fit; more is another file. */
const maxBytes = 4_194_304;

const storedTokenSchema = z.strictObject({
  name: z.string().min(1),
  scope: z.string().min(1),
  devices: z.string().min(1),
  created: z.iso.datetime(),
  expires: z.iso.datetime(),
  last_used: z.iso.datetime().nullable(),
  /** SHA-256 of the token, in hexadecimal. Enough without salt or stretching: a token is 256 random bits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StoredToken = z.infer<typeof storedTokenSchema>;

const fileSchema = z.strictObject({ version: z.literal(1), tokens: z.array(storedTokenSchema) });

/**
 * The tokens in the file; none where there is no file. Throws `bad_settings` for one that others may read or write,
 * or that is no token file: whoever may write it could let himself in.
 */
export async function readTokenFile(path: string): Promise<readonly StoredToken[]> {
  const text = await readOwnFile(path);
  if (text === null) return [];
  const parsed = fileSchema.safeParse(jsonValue(text));
  if (parsed.success) return parsed.data.tokens;
  throw tokenFileError(`${path} is no token file`, 'move it away and create the tokens anew');
}

/** Replaces the file as a whole: a reader sees the old one or the new one. */
export async function writeTokenFile(path: string, tokens: readonly StoredToken[]): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    const file = await open(aside, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ version: 1, tokens }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (thrown) {
    await rm(aside, { force: true });
    throw tokenFileError(`${path} cannot be written: ${systemErrorText(thrown)}`, 'check the state folder', thrown);
  }
}

async function readOwnFile(path: string): Promise<string | null> {
  try {
    // Without O_NONBLOCK the opening of a FIFO waits for a writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > maxBytes) throw tokenFileError(`${path} is no token file`, 'move it away');
      if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
        throw tokenFileError(`${path} is open to other users of this machine`, `chmod 600 ${shellWord(path)}`);
      }
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (thrown) {
    if (thrown instanceof RollcallError) throw thrown;
    if (isSystemError(thrown, 'ENOENT')) return null;
    throw tokenFileError(`${path} cannot be read: ${systemErrorText(thrown)}`, 'check the state folder', thrown);
  }
}

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function tokenFileError(message: string, hint: string, cause?: unknown): RollcallError {
  return new RollcallError('bad_settings', message, { hint, phase: 'request', cause });
}
