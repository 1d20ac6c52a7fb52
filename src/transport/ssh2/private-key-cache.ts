import { createHash } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { fromPkcs8, pkcs8Kind } from './pkcs8-key.ts';

/** More different keys than one fleet uses; the oldest goes. */
const capacity = 64;

export type ParsedPrivateKey =
  | { readonly ok: true; readonly key: ParsedKey }
  | { readonly ok: false; readonly encrypted: boolean; readonly reason: string };

const notUnderstood = 'it is no private key in a format that is understood';
const encryptedKey: ParsedPrivateKey = { ok: false, encrypted: true, reason: 'it is encrypted' };
const wrongPassphrase: ParsedPrivateKey = { ok: false, encrypted: true, reason: 'the passphrase does not open it' };

function parse(content: Buffer, passphrase: string | null): ParsedPrivateKey {
  const kind = pkcs8Kind(content);
  if (kind === null) return parseForSsh2(content, passphrase);
  if (kind === 'encrypted' && passphrase === null) return encryptedKey;
  try {
    const converted = fromPkcs8(content, passphrase);
    if (converted !== null) return parseForSsh2(converted, null);
    return { ok: false, encrypted: false, reason: 'it is a private key of a type that SSH does not use' };
  } catch {
    return kind === 'encrypted' ? wrongPassphrase : { ok: false, encrypted: false, reason: notUnderstood };
  }
}

function parseForSsh2(content: Buffer | string, passphrase: string | null): ParsedPrivateKey {
  let key: ParsedKey | Error;
  try {
    key = passphrase === null ? ssh2.utils.parseKey(content) : ssh2.utils.parseKey(content, passphrase);
  } catch (thrown) {
    key = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  if (!(key instanceof Error)) {
    if (key.isPrivateKey()) return { ok: true, key };
    return { ok: false, encrypted: false, reason: 'it is a public key; name the private one' };
  }
  if (/no passphrase given/i.test(key.message)) return encryptedKey;
  if (/bad passphrase|integrity check|decrypt/i.test(key.message)) return wrongPassphrase;
  return { ok: false, encrypted: false, reason: notUnderstood };
}

/**
 * Private keys by content and passphrase. Opening an encrypted key holds up the event loop (bcrypt, slow by
 * design), which a fleet that shares one key must pay once and not once a device.
 */
export class PrivateKeyCache {
  readonly #keys = new Map<string, ParsedPrivateKey>();

  parse(content: Buffer, passphrase: string | null): ParsedPrivateKey {
    const hash = createHash('sha256').update(content).update('\0');
    const id = (passphrase === null ? hash : hash.update(`p${passphrase}`)).digest('base64');
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    const parsed = parse(content, passphrase);
    const oldest = this.#keys.keys().next();
    if (this.#keys.size >= capacity && !oldest.done) this.#keys.delete(oldest.value);
    this.#keys.set(id, parsed);
    return parsed;
  }

  clear(): void {
    this.#keys.clear();
  }
}
