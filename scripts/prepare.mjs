// Runs after `npm ci`: builds dist/ where the compiler is installed, and says so where it is not.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function compiler() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  } catch {
    return null;
  }
}

const tsc = compiler();
if (tsc === null) {
  const built = existsSync(join(root, 'dist', 'main.js'));
  process.stderr.write(
    built
      ? 'rollcall: no TypeScript compiler installed (dev dependencies omitted); keeping the dist/ that is here\n'
      : 'rollcall: no TypeScript compiler installed (dev dependencies omitted) and no dist/: run "npm ci" to build\n',
  );
} else {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
