import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { type AccessToken, isExpired, type TokenStore } from '../model/access-token.ts';
import { instant } from '../model/instant.ts';
import { parseSelector } from '../model/selector/parse-selector.ts';
import { readTokenFile, type StoredToken, writeTokenFile } from './token-file.ts';

/** Tells a token in a leaked file or log from other text; secret scanners go by such prefixes. */
const prefix = 'rc_';

/** 256 bits: not to be guessed, and so it needs no slow hash either. */
const randomByteCount = 32;

/** How exactly the last use is known. Finer would be a write for every request. */
const touchEveryMs = 60_000;

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface TokenStoreParts {
  /** The token file; its folder must be there before the first token is made. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Runs the work while no other process changes the file. */
  readonly lock: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Access tokens in one file, of which only hashes are kept. The file is read anew for every question. */
export function createTokenStore({ path, clock, logger, lock }: TokenStoreParts): TokenStore {
  const touching = new Set<Promise<void>>();
  const touchedAt = new Map<string, number>();

  /** Writes what `change` makes of the tokens; null leaves them as they are. */
  function update(change: (tokens: readonly StoredToken[]) => readonly StoredToken[] | null): Promise<boolean> {
    return lock(async () => {
      const changed = change(await readTokenFile(path));
      if (changed !== null) await writeTokenFile(path, changed);
      return changed !== null;
    });
  }

  async function noteUse(id: string, now: number): Promise<void> {
    try {
      await update((tokens) =>
        // A token revoked meanwhile must not come back.
        tokens.some((token) => token.sha256 === id)
          ? tokens.map((token) => (token.sha256 === id ? { ...token, last_used: instant(now) } : token))
          : null,
      );
    } catch (thrown) {
      logger.warn({ err: thrown }, 'the last use of an access token could not be noted');
    }
  }

  return {
    async create({ name, scope, devices, lifetimeMs }) {
      if (!namePattern.test(name)) throw badRequest('this is no name for a token', 'for example ci or noc-laptop.2');
      parseSelector(devices);
      const token = `${prefix}${randomBytes(randomByteCount).toString('base64url')}`;
      const now = clock.now();
      const stored: StoredToken = {
        ...{ name, scope, devices, created: instant(now), expires: instant(now + lifetimeMs), last_used: null },
        sha256: hashOf(token).toString('hex'),
      };
      await update((tokens) => {
        const old = tokens.find((each) => each.name === name);
        if (old !== undefined && !isExpired(old, now)) {
          throw badRequest(`there is a token named ${name}`, `take another name, or: rollcall token revoke ${name}`);
        }
        return [...tokens.filter((each) => each !== old), stored];
      });
      return token;
    },

    list: async () => (await readTokenFile(path)).map(shown),

    revoke: (name) =>
      update((tokens) => {
        const left = tokens.filter((token) => token.name !== name);
        return left.length === tokens.length ? null : left;
      }),

    async find(text) {
      const hash = hashOf(text);
      let found: StoredToken | null = null;
      // Without an early end: the time tells neither which one fits nor how much of it.
      for (const token of await readTokenFile(path)) {
        if (timingSafeEqual(hash, Buffer.from(token.sha256, 'hex'))) found = token;
      }
      return found === null ? null : { ...shown(found), id: found.sha256 };
    },

    touch({ id, lastUsed }) {
      const now = clock.now();
      const before = Math.max(touchedAt.get(id) ?? 0, lastUsed === null ? 0 : Date.parse(lastUsed));
      if (now - before < touchEveryMs) return;
      touchedAt.set(id, now);
      const done = noteUse(id, now).finally(() => touching.delete(done));
      touching.add(done);
    },

    async close() {
      await Promise.all(touching);
    },
  };
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

function shown({ name, scope, devices, created, expires, last_used }: StoredToken): AccessToken {
  return { name, scope, devices, created, expires, lastUsed: last_used };
}

function badRequest(message: string, hint: string): RollcallError {
  return new RollcallError('bad_request', message, { hint, phase: 'request' });
}
