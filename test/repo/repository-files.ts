import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Made, not written: nothing the rules speak about. */
const made = new Set(['node_modules', 'dist', 'coverage', '.git', '.vitest']);

/** Absolute paths of every file under `folder` of the repository, made ones left out. */
export function repositoryFiles(folder = '.'): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(repositoryRoot, folder), { withFileTypes: true })) {
    if (made.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...repositoryFiles(path));
    else if (entry.isFile() && !/\.(log|tgz)$/.test(entry.name)) found.push(join(repositoryRoot, path));
  }
  return found;
}
