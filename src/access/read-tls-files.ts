import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { RollcallError } from '../base/rollcall-error.ts';
import { shellWord } from '../base/shell-word.ts';
import { systemErrorText } from '../base/system-error-text.ts';

export interface TlsFiles {
  /** Certificate, and those between it and the root (PEM). */
  readonly cert: string;
  /** Its private key (PEM). */
  readonly key: string;
}

/** Reads a certificate and its key. Throws `bad_settings`: unreadable, a key that others can read, or no pair. */
export async function readTlsFiles(certPath: string, keyPath: string): Promise<TlsFiles> {
  const cert = await readPem(certPath, 'certificate file');
  const key = await readPem(keyPath, 'TLS key file');
  const { mode } = await stat(keyPath);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw tlsError(`TLS key file ${keyPath} is open to other users of this machine`, `chmod 600 ${shellWord(keyPath)}`);
  }
  try {
    createSecureContext({ cert, key });
  } catch {
    // The library's own message may show parts of the file.
    const what = `${certPath} and ${keyPath} are no certificate with its private key`;
    throw tlsError(what, 'both are PEM files; the key has no passphrase');
  }
  return { cert, key };
}

async function readPem(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw tlsError(`${what} ${path} cannot be read: ${systemErrorText(thrown)}`, 'check --tls-cert and --tls-key');
  }
}

function tlsError(message: string, hint: string): RollcallError {
  return new RollcallError('bad_settings', message, { hint, phase: 'request' });
}
