import { execFileSync } from 'node:child_process';

/** A named pipe at `path`, which a plain open would wait at for ever. Node.js cannot make one itself. */
export function makeFifo(path: string): string {
  execFileSync('mkfifo', [path]);
  return path;
}
