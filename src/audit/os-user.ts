import { userInfo } from 'node:os';

/** The user that this process runs as, by name, or by number where the system has no name for it. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
