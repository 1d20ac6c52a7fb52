import { isAbsolute, join, resolve } from 'node:path';

/** A path as a person writes it: `~` is the home folder, a relative one is relative to `baseDir`. */
export function expandPath(path: string, baseDir: string, homeDir: string): string {
  if (path === '~') return homeDir;
  if (path.startsWith('~/')) return join(homeDir, path.slice(2));
  return isAbsolute(path) ? path : resolve(baseDir, path);
}
