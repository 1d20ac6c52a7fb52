import { createHmac } from 'node:crypto';

/** `*` and `?` as in OpenSSH's match_pattern, without backtracking blow-up on many stars. */
function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < text.length) {
    if (pattern[at] === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

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
