import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { RollcallError } from '../base/rollcall-error.ts';
import { shellWord } from '../base/shell-word.ts';
import { systemErrorText } from '../base/system-error-text.ts';

/** A key or a password is far smaller; more is a wrong file. */
const maxPrivateFileBytes = 65_536;

/** Whether group or others may read, write or execute the file. Windows has no such bits. */
export function openToOthers(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

/**
 * Reads a file that only its owner may see. `what` names it in errors ("key file"). Throws `auth_failed` (phase
 * `credentials`) when it cannot be read, is open to others, or is larger than 64 KiB.
 */
export async function readPrivateFile(path: string, what: string): Promise<Buffer> {
  let file: FileHandle;
  try {
    // Without O_NONBLOCK the opening of a FIFO waits for a writer, and no signal ends that.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    throw credentialError(
      `${what} ${path} cannot be read: ${systemErrorText(thrown)}`,
      `check the path in the inventory`,
    );
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw credentialError(`${what} ${path} is no regular file`, 'check the path in the inventory');
    if (openToOthers(stats.mode)) {
      const mend = `chmod 600 ${shellWord(path)}`;
      // In the message too: of several credentials that cannot be read, only the first one's hint is shown.
      throw credentialError(`${what} ${path} is open to other users of this machine (${mend})`, mend);
    }
    if (stats.size > maxPrivateFileBytes) {
      const text = `${what} ${path} is larger than ${maxPrivateFileBytes} bytes`;
      throw credentialError(text, 'check the path in the inventory');
    }
    return await file.readFile();
  } catch (thrown) {
    if (thrown instanceof RollcallError) throw thrown;
    throw credentialError(`${what} ${path} cannot be read: ${systemErrorText(thrown)}`, 'check the file');
  } finally {
    await file.close();
  }
}

/** `auth_failed` before anything was sent. */
export function credentialError(message: string, hint: string): RollcallError {
  return new RollcallError('auth_failed', message, { phase: 'credentials', hint });
}
