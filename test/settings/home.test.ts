import { statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/base/rollcall-error.ts';
import { ensureHome, resolveHome } from '../../src/settings/home.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('the state folder', () => {
  it.each([
    [{ ROLLCALL_HOME: '/r', XDG_STATE_HOME: '/x' }, '/r', 'ROLLCALL_HOME'],
    [{ ROLLCALL_HOME: '~/r' }, '/home/me/r', 'ROLLCALL_HOME'],
    [{ ROLLCALL_HOME: '', XDG_STATE_HOME: '/x' }, '/x/rollcall', 'XDG_STATE_HOME'],
    [{ XDG_STATE_HOME: 'x' }, '/home/me/.local/state/rollcall', null],
    [{}, '/home/me/.local/state/rollcall', null],
  ])('for %j is %s', (env, path, detail) => {
    const source = { origin: detail === null ? 'default' : 'environment', detail };
    expect(resolveHome(env, '/home/me')).toEqual({ path, source });
  });

  it('is made for the owner only, and taken as it is when it is there', async () => {
    const path = join(temporaryFolder(), 'a/b');
    await ensureHome(path);
    await ensureHome(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['a file has its name', 'file', 'something else has that name'],
    ['a file is in its way', 'file/home', 'a part of its path is no folder'],
    ...(process.platform === 'linux' ? [['it cannot be there', '/proc/rollcall', 'no folder can be made there']] : []),
  ])('is refused when %s', async (_what, name, why) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const path = resolve(folder, name);
    const error = RollcallError.from(await ensureHome(path).catch((thrown: unknown) => thrown));
    expect([error.code, error.message]).toEqual(['bad_settings', `the state folder ${path} cannot be used: ${why}`]);
    expect(error.hint).toBe('set ROLLCALL_HOME to a folder that you may write');
  });
});
