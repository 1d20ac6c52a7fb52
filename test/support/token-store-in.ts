import { join } from 'node:path';
import { createTokenStore } from '../../src/access/create-token-store.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { Logger } from '../../src/base/logger.ts';
import type { TokenStore } from '../../src/model/access-token.ts';
import { withFileLock } from '../../src/transport/known-hosts/file-lock.ts';
import { silentLogger } from './silent-logger.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The product's own token store, in a folder of its own unless one is given. */
export function tokenStoreIn(clock: Clock, folder = temporaryFolder(), logger: Logger = silentLogger): TokenStore {
  const path = join(folder, 'tokens.json');
  const { signal } = new AbortController();
  return createTokenStore({
    path,
    clock,
    logger,
    lock: (work) => withFileLock(`${path}.lock`, { clock: systemClock, signal }, work),
  });
}
