import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { devNull } from 'node:os';
import { isSystemError } from '../../base/is-system-error.ts';
import { RollcallError } from '../../base/rollcall-error.ts';
import { systemErrorText } from '../../base/system-error-text.ts';

/** 64 MiB: 100,000 RSA keys. More is another file. */
const maxBytes = 67_108_864;

/**
 * The text of a known_hosts file; none where it does not exist or is `/dev/null` (which ssh_config often names). Throws
 * `host_key` where it cannot be read, is no regular file or is larger than 64 MiB.
 */
export async function readKnownHosts(path: string): Promise<string> {
  if (path === devNull) return '';
  let file: FileHandle;
  try {
    // Without O_NONBLOCK the opening of a FIFO waits for a writer, and no signal ends that.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return '';
    throw notRead(path, thrown);
  }
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw refused(path, 'it is a folder');
    if (!stats.isFile()) throw refused(path, 'it is no regular file');
    if (stats.size > maxBytes) throw refused(path, `it is larger than ${maxBytes} bytes`);
    return await file.readFile('utf8');
  } catch (thrown) {
    throw notRead(path, thrown);
  } finally {
    await file.close();
  }
}

/** Anything thrown on the way to a known_hosts file, as `host_key`. */
export function notRead(path: string, thrown: unknown): RollcallError {
  return thrown instanceof RollcallError ? thrown : refused(path, systemErrorText(thrown), thrown);
}

function refused(path: string, why: string, cause?: unknown): RollcallError {
  return new RollcallError('host_key', `cannot read ${path}: ${why}`, {
    phase: 'host_key',
    hint: 'make it readable, or name another file as known_hosts: while it is unread, a changed key would go unnoticed',
    cause,
  });
}
