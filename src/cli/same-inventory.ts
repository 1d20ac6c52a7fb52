import { expandPath } from '../base/expand-path.ts';
import type { GlobalFlags } from './cli-parts.ts';

/** The flags that lead another command to the same devices and the same state folder. */
export function sameInventory(flags: GlobalFlags, cwd: string, homeDir: string): readonly string[] {
  const files = [
    ['-i', flags.inventory],
    ['--ssh-config', flags.sshConfig],
    ['--settings', flags.settingsFile],
  ] as const;
  return files.flatMap(([flag, path]) => (path === undefined ? [] : [flag, expandPath(path, cwd, homeDir)]));
}
