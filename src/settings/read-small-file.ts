import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { RollcallError } from '../base/rollcall-error.ts';
import { shellWord } from '../base/shell-word.ts';
import { systemErrorText } from '../base/system-error-text.ts';

/** Far more than a file with every setting or rule and its explanation takes; more is a wrong file. */
const maxFileBytes = 1_048_576;

/** The group may: many systems give each user one of their own, and umask 002. Windows has no such bits. */
const writableByOthers = 0o002;

/** The text of a file that a person wrote: a regular one of at most 1 MiB that not everyone may write. Throws `bad_settings` with the hint. */
export function readSmallFile(path: string, hint: string): string {
  let file: number | null = null;
  try {
    // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (!stats.isFile()) throw notReadable(path, 'it is no regular file', hint);
    if (process.platform !== 'win32' && (stats.mode & writableByOthers) !== 0) {
      throw new RollcallError('bad_settings', `${path}: every user of this machine may write it`, {
        hint: `it says what may be run: chmod o-w ${shellWord(path)}`,
        phase: 'request',
      });
    }
    if (stats.size > maxFileBytes) throw notReadable(path, `it is larger than ${maxFileBytes} bytes`, hint);
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw thrown instanceof RollcallError ? thrown : notReadable(path, systemErrorText(thrown), hint);
  } finally {
    if (file !== null) closeSync(file);
  }
}

function notReadable(path: string, why: string, hint: string): RollcallError {
  return new RollcallError('bad_settings', `${path}: cannot be read: ${why}`, { hint, phase: 'request' });
}
