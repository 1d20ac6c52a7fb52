import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything in the files of a folder, their names included. */
export function everythingIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile()).map(({ parentPath, name }) => [name, join(parentPath, name)]);
  return texts.map(([name = '', path = '']) => `${name}\n${readFileSync(path, 'utf8')}`).join('\n');
}
