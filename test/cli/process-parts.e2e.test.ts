import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { builtMain, ownEnvironment } from '../support/built-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it.each([[['check', 'show version']], [['--help']]])('%j tells of a stdout that takes nothing, and exits 1', (args) => {
  const home = temporaryFolder();
  const path = join(home, 'read-only');
  writeFileSync(path, '');
  // Every write to it fails, as on a full disk.
  const stdout = openSync(path, 'r');
  onTestFinished(() => closeSync(stdout));
  const { status, stderr } = spawnSync(process.execPath, [builtMain, ...args], {
    env: ownEnvironment(home),
    stdio: ['ignore', stdout, 'pipe'],
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 1, stderr: 'rollcall: standard output cannot be written: EBADF\n' });
});
