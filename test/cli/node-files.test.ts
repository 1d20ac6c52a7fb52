import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFiles } from '../../src/cli/node-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('writes for its owner alone', async () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  await nodeFiles.makeFolder(folder);
  await nodeFiles.makeFolder(folder);
  const path = join(folder, 'r1.txt');
  await nodeFiles.writeFile(path, 'Junos: 22.4R3\n');
  expect(readFileSync(path, 'utf8')).toBe('Junos: 22.4R3\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('writes pieces one after the other', async () => {
  const path = join(temporaryFolder(), 'run.json');
  await nodeFiles.writeFile(path, ['{', '"a": 1', '}']);
  expect(readFileSync(path, 'utf8')).toBe('{"a": 1}');
});

it('fails where no folder can be made, and does not try for ever', async () => {
  await expect(nodeFiles.makeFolder('/proc/rollcall/x')).rejects.toThrow(/^E[A-Z]+: /);
  const file = join(temporaryFolder(), 'file');
  await nodeFiles.writeFile(file, '');
  await expect(nodeFiles.makeFolder(join(file, 'x'))).rejects.toThrow('ENOTDIR');
});

it('makes a folder that others make at the same time', async () => {
  const folder = join(temporaryFolder(), 'a', 'b', 'c');
  await Promise.all(Array.from({ length: 8 }, () => nodeFiles.makeFolder(folder)));
  expect(await nodeFiles.status(folder)).toMatchObject({ kind: 'folder' });
});

it('tells kind, mode and whether it may write there, and null for what is not there', async () => {
  const folder = temporaryFolder();
  expect(await nodeFiles.status(folder)).toEqual({ kind: 'folder', mode: 0o700, writable: true });
  await nodeFiles.writeFile(join(folder, 'file'), '');
  expect(await nodeFiles.status(join(folder, 'file'))).toEqual({ kind: 'file', mode: 0o600, writable: true });
  expect(await nodeFiles.status(join(folder, 'nothing'))).toBeNull();
});

it('a temporary folder is its own and goes with all it holds', async () => {
  const folder = await nodeFiles.makeTemporaryFolder();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  await nodeFiles.writeFile(join(folder, 'devices.yaml'), '');
  nodeFiles.removeFolder(folder);
  nodeFiles.removeFolder(folder);
  expect(existsSync(folder)).toBe(false);
});
