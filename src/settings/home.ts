import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { expandPath } from '../base/expand-path.ts';
import { makeFolder } from '../base/make-folder.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import type { SettingSource } from '../model/settings.ts';

export interface Home {
  readonly path: string;
  readonly source: SettingSource;
}

/**
 * The state folder: `$ROLLCALL_HOME`, `$XDG_STATE_HOME/rollcall` or `~/.local/state/rollcall` (XDG Base Directory
 * Specification, by which a relative `$XDG_STATE_HOME` is ignored).
 */
export function resolveHome(env: Readonly<Record<string, string | undefined>>, homeDir: string): Home {
  if (env.ROLLCALL_HOME) {
    return {
      path: expandPath(env.ROLLCALL_HOME, process.cwd(), homeDir),
      source: { origin: 'environment', detail: 'ROLLCALL_HOME' },
    };
  }
  const state = env.XDG_STATE_HOME ?? '';
  if (isAbsolute(state)) {
    return { path: join(state, 'rollcall'), source: { origin: 'environment', detail: 'XDG_STATE_HOME' } };
  }
  return { path: join(homeDir, '.local', 'state', 'rollcall'), source: { origin: 'default', detail: null } };
}

/** Makes the state folder (0700) unless it is there; throws `bad_settings` when it cannot be made or written. */
export async function ensureHome(path: string): Promise<void> {
  try {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw new RollcallError('bad_settings', `the state folder ${path} cannot be used: ${systemErrorText(thrown)}`, {
      hint: 'set ROLLCALL_HOME to a folder that you may write',
      phase: 'request',
      cause: thrown,
    });
  }
}
