import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { expandPath } from '../base/expand-path.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';

/**
 * The state folder: `$ROLLCALL_HOME`, `$XDG_STATE_HOME/rollcall` or `~/.local/state/rollcall` (XDG Base Directory
 * Specification, by which a relative `$XDG_STATE_HOME` is ignored).
 */
export function resolveHome(env: Readonly<Record<string, string | undefined>>, homeDir: string): string {
  if (env.ROLLCALL_HOME) return expandPath(env.ROLLCALL_HOME, process.cwd(), homeDir);
  const state = env.XDG_STATE_HOME ?? '';
  return join(isAbsolute(state) ? state : join(homeDir, '.local', 'state'), 'rollcall');
}

/** Makes the state folder (0700) unless it is there; throws `bad_settings` when it cannot be made or written. */
export async function ensureHome(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (thrown) {
    throw new RollcallError('bad_settings', `the state folder ${path} cannot be used: ${systemErrorText(thrown)}`, {
      hint: 'set ROLLCALL_HOME to a folder that you may write',
      phase: 'request',
      cause: thrown,
    });
  }
}
