import { createHmac } from 'node:crypto';
import { matchesGlob } from '../../model/selector/match-glob.ts';

/** `|1|salt|hash`: HMAC-SHA1 of the address under the salt, both in base64 (ssh-keygen(1) -H). */
function matchesHashed(field: string, address: string): boolean {
  const [, version, salt, hash] = field.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(address).digest('base64') === hash;
}

/**
 * Whether the host field of a known_hosts line means `address` (see hostAddress): a hashed name, or a comma list of
 * patterns in which a match of any `!pattern` excludes the line.
 */
export function hostFieldMatches(field: string, address: string): boolean {
  if (field.startsWith('|')) return matchesHashed(field, address);
  let matched = false;
  for (const item of field.toLowerCase().split(',')) {
    const negated = item.startsWith('!');
    if (!matchesGlob(negated ? item.slice(1) : item, address)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}
