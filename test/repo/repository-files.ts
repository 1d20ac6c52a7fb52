import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Made, not written: nothing the rules speak about. */
const made = new Set(['node_modules', 'dist', 'coverage', '.git', '.vitest']);

/** Folders in which a new file is the project's even before git knows it; elsewhere it may be anyone's own inventory. */
const ours = ['src', 'test', 'scripts', 'docs'];

/** Absolute paths of every file under `folder` of the repository, made ones and people's own left out. */
export function repositoryFiles(folder = '.'): readonly string[] {
  const files = filesOfGit() ?? filesOnDisk('.');
  const under = folder === '.' ? files : files.filter((file) => file.startsWith(`${folder}/`));
  return under.map((file) => join(repositoryRoot, file));
}

/** Null in a tree without git, such as an unpacked archive: there every file is of the repository. */
function filesOfGit(): readonly string[] | null {
  if (!existsSync(join(repositoryRoot, '.git'))) return null;
  const list = (...args: string[]): readonly string[] =>
    execFileSync('git', ['ls-files', '-z', ...args], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).split('\0');
  try {
    const files = [...list('--cached'), ...list('--others', '--exclude-standard', '--', ...ours)];
    return [...new Set(files)].filter((file) => file !== '' && existsSync(join(repositoryRoot, file)));
  } catch {
    return null;
  }
}

function filesOnDisk(folder: string): readonly string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    if (made.has(entry.name)) return [];
    const path = join(folder, entry.name).replaceAll('\\', '/');
    if (entry.isDirectory()) return filesOnDisk(path);
    return entry.isFile() && !/\.(log|tgz)$/.test(entry.name) ? [path] : [];
  });
}
