import { holdsLogin } from './show-value.ts';

/** Where something stands inside a file: keys and list indexes. */
export type Path = readonly PropertyKey[];

/** What stands under these keys may be a password put in the wrong place, so no message shows it. */
const secretKeys: ReadonlySet<PropertyKey> = new Set(['auth', 'password', 'passphrase']);

/** Keys that belong under a secret one. Any other may itself be a piece of a password. */
const innerKeys: ReadonlySet<PropertyKey> = new Set([
  ...secretKeys,
  ...['key', 'env', 'file', 'command', 'type', 'private_key_path'],
]);

export function isSecretPath(path: Path): boolean {
  return path.some((step) => secretKeys.has(step));
}

/**
 * Where `key` stands in the map at `path`. Beside a password a key may itself be a piece of one that lacks its quotes
 * (`{ password: a,b }` is a map with a key `b`), and only the map is named then. `keys`: all keys of the map.
 */
export function keyPathText(path: Path, key: string, keys: Iterable<PropertyKey>): string {
  const hidden = !innerKeys.has(key) && isSecretPath([...keys]);
  return pathText(hidden ? path : [...path, key]);
}

/** `devices.mx1.auth[1].key`; ends before a key that may be a secret. */
export function pathText(path: Path): string {
  let text = '';
  let secret = false;
  for (const step of path) {
    if (typeof step === 'number') {
      text += `[${step}]`;
      continue;
    }
    if ((secret && !innerKeys.has(step)) || holdsLogin(String(step))) break;
    secret ||= secretKeys.has(step);
    // A terminal would obey control characters.
    const shown = String(step).replace(/\p{C}/gu, '�');
    text += text === '' ? shown : `.${shown}`;
  }
  return text;
}
