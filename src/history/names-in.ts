import { readdir } from 'node:fs/promises';
import { isSystemError } from '../base/is-system-error.ts';
import { historyFailed } from './history-failed.ts';

/** What stands in a folder of the history; nothing where it was not made yet. Rejects `history_failed`. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isSystemError(thrown, 'ENOENT')) return [];
    throw historyFailed('the history cannot be listed', thrown);
  }
}
