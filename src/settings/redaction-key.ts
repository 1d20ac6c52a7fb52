import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../base/is-system-error.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { shellWord } from '../base/shell-word.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import { ensureHome } from './home.ts';

const keyBytes = 32;
const wellFormed = /^[0-9a-f]{64}\n?$/;

/**
 * The key of this installation for the marks of secrets, `$ROLLCALL_HOME/redaction.key` (0600, in hexadecimal), made
 * with the first use. Of processes that make one at the same time, the first wins and all use its key.
 */
export async function redactionKey(home: string): Promise<Uint8Array> {
  const path = join(home, 'redaction.key');
  await ensureHome(home);
  try {
    const text = (await readOrNull(path)) ?? (await makeKey(path));
    if (wellFormed.test(text)) return Buffer.from(text.trim(), 'hex');
  } catch (thrown) {
    if (thrown instanceof RollcallError) throw thrown;
    throw unusable(path, systemErrorText(thrown));
  }
  throw unusable(path, 'it does not hold a key');
}

/** Many routers share few secrets, and none of those is long. */
const maxRemembered = 1_024;
const maxRememberedChars = 256;

/** HMAC-SHA-256 (RFC 2104) of a secret, the first 24 bits: enough to compare, too little to find the secret by. */
export function secretHasher(key: Uint8Array): (secret: string) => string {
  const remembered = new Map<string, string>();
  return (secret) => {
    const known = remembered.get(secret);
    if (known !== undefined) return known;
    const hash = createHmac('sha256', key).update(secret, 'utf8').digest('hex').slice(0, 6);
    if (remembered.size === maxRemembered) remembered.clear();
    if (secret.length <= maxRememberedChars) remembered.set(secret, hash);
    return hash;
  };
}

async function makeKey(path: string): Promise<string> {
  // A link appears whole or not at all, and not where there is a file already.
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    await link(draft, path).catch((thrown: unknown) => {
      if (!isSystemError(thrown, 'EEXIST')) throw thrown;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return (await readOrNull(path)) ?? '';
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    // Who knows the key can find short secrets by trying.
    if ((mode & 0o077) !== 0) throw unusable(path, 'others may read it', `chmod 600 ${shellWord(path)}`);
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return null;
    throw thrown;
  }
}

const anew = 'make it readable for you, or remove it: a new one is made, and marks of earlier runs no longer compare';

const unusable = (path: string, why: string, hint = anew): RollcallError =>
  new RollcallError('bad_settings', `${path}, the key for the marks of secrets, cannot be used: ${why}`, {
    hint,
    phase: 'request',
  });
