import { chmodSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rejection, sourceIn } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

const one = (name: string): string => `devices: { ${name}: {} }\n`;

describe('where the inventory is looked for', () => {
  function everywhere() {
    const folder = temporaryFolder();
    write(join(folder, 'flag.yaml'), one('flag'));
    write(join(folder, 'devices.yaml'), one('here'));
    write(join(folder, 'home/.config/rollcall/devices.yaml'), one('own'));
    write(join(folder, 'xdg/rollcall/devices.yaml'), one('xdg'));
    return folder;
  }

  it.each([
    ['what was asked for first', { path: 'flag.yaml' }, 'flag'],
    ['then the working folder', {}, 'here'],
    ['not the working folder for serve, but ~/.config', { purpose: 'serve' as const }, 'own'],
    [
      'a relative XDG_CONFIG_HOME as none',
      { purpose: 'serve' as const, env: { USER: 'me', XDG_CONFIG_HOME: 'xdg' } },
      'own',
    ],
    ['the home folder as ~', { path: '~/.config/rollcall/devices.yaml' }, 'own'],
  ])('%s', async (_what, options, expected) => {
    const folder = everywhere();
    expect([...(await sourceIn(folder, options).current()).devices.keys()]).toEqual([expected]);
  });

  it('respects XDG_CONFIG_HOME', async () => {
    const folder = everywhere();
    const xdg = { USER: 'me', XDG_CONFIG_HOME: join(folder, 'xdg') };
    const inventory = await sourceIn(folder, { purpose: 'serve', env: xdg }).current();
    expect(inventory.source).toBe(join(folder, 'xdg/rollcall/devices.yaml'));
  });

  it('says where it looked when there is none, and finds one that appears', async () => {
    const folder = temporaryFolder();
    const source = sourceIn(folder);
    const error = await rejection(source.current());
    const own = join(folder, 'home/.config/rollcall/devices.yaml');
    expect(error.code).toBe('bad_inventory');
    expect(error.message).toBe(`no inventory found: looked for ${join(folder, 'devices.yaml')} and ${own}`);
    expect(error.hint).toBe(
      `name one with --inventory FILE or ROLLCALL_INVENTORY, or start from the example: cp devices.example.yaml ${own}`,
    );
    write(own, one('own'));
    expect((await source.current()).devices.size).toBe(1);
    const other = await rejection(sourceIn(temporaryFolder(), { purpose: 'serve' }).current());
    expect(other.message).not.toContain(' and ');
  });

  it('refuses an inventory beside an SSH configuration', async () => {
    const error = await rejection(sourceIn(everywhere(), { path: 'flag.yaml', sshConfig: 'x' }).current());
    expect(error.message).toBe('an inventory file and an SSH configuration were both given');
  });
});

describe('a file that changes', () => {
  function reloading(text: string) {
    const folder = temporaryFolder();
    const path = write(join(folder, 'devices.yaml'), text);
    const clock = new FakeClock();
    const logged: string[] = [];
    const note = (_fields: unknown, message: string) => void logged.push(message);
    const logger = { debug: note, info: note, warn: note, error: note };
    const source = sourceIn(folder, { path, clock, purpose: 'serve', logger });
    const names = async () => [...(await source.current()).devices.keys()].join();
    return { path, clock, logged, source, names };
  }

  it('is read again, but looked at only twice a second', async () => {
    const { path, clock, names } = reloading(one('old'));
    expect(await names()).toBe('old');
    write(path, one('new1'));
    clock.advance(499);
    expect(await names()).toBe('old');
    clock.advance(1);
    expect(await names()).toBe('new1');
  });

  it('is read again when only its inode changed', async () => {
    const { path, clock, names } = reloading(one('old'));
    await names();
    const before = statSync(path);
    write(`${path}.new`, one('new'));
    utimesSync(`${path}.new`, before.atime, before.mtime);
    renameSync(`${path}.new`, path);
    clock.advance(500);
    expect(await names()).toBe('new');
  });

  it('is not logged about on the command line, where each command shows the warnings', async () => {
    const folder = temporaryFolder();
    const path = write(join(folder, 'devices.yaml'), 'devices: { r1: { auth: [{ password: plain }] } }\n');
    for (const [purpose, lines] of [
      ['cli', 0],
      ['serve', 1],
    ] as const) {
      const logged: string[] = [];
      const note = (_fields: unknown, message: string) => void logged.push(message);
      const source = sourceIn(folder, { path, purpose, logger: { debug: note, info: note, warn: note, error: note } });
      expect((await source.current()).warnings.length).toBeGreaterThan(0);
      expect(logged.length > 0).toBe(lines > 0);
    }
  });

  it('gives the very same inventory while it stays as it is', async () => {
    const { clock, source } = reloading(one('same'));
    const first = await source.current();
    clock.advance(60_000);
    expect(await source.current()).toBe(first);
  });

  it('keeps the last good version through a broken edit, says so, and recovers', async () => {
    const { path, clock, logged, source, names } = reloading(one('good'));
    expect((await source.current()).warnings).toEqual([]);

    write(path, 'devices: { good: { port: x } }\n');
    clock.advance(500);
    const kept =
      'the changed inventory was not taken, the last good version is still used: ' +
      'devices.yaml:1: devices.good.port: expected a whole number from 1 to 65535, found "x"';
    expect(await names()).toBe('good');
    expect((await source.current()).warnings).toEqual([kept]);
    clock.advance(500);
    await source.current();
    expect(logged).toEqual([kept]);

    write(path, 'devices: { good: { prot: 1 } }\n');
    clock.advance(500);
    expect((await source.current()).warnings).toEqual([expect.stringContaining('devices.good.prot: unknown key')]);

    write(path, one('better'));
    clock.advance(500);
    expect(await names()).toBe('better');
    expect((await source.current()).warnings).toEqual([]);
  });

  it('keeps the last good version when the file is gone', async () => {
    const { path, clock, names, source } = reloading(one('good'));
    await names();
    rmSync(path);
    clock.advance(500);
    expect(await names()).toBe('good');
    expect((await source.current()).warnings).toEqual([
      'the changed inventory was not taken, the last good version is still used: devices.yaml: cannot be read: no such file',
    ]);
    write(path, one('back'));
    clock.advance(500);
    expect(await names()).toBe('back');
  });

  it('is an error only until there has been a good version', async () => {
    const { path, clock, source, names } = reloading('devices: x\n');
    await rejection(source.current());
    write(path, one('good'));
    await rejection(source.current());
    clock.advance(500);
    expect(await names()).toBe('good');
  });

  it('tells of loosened permissions', async () => {
    const { path, clock, source } = reloading('devices: { a: { auth: [{ password: x }] } }\n');
    expect((await source.current()).warnings).toHaveLength(1);
    chmodSync(path, 0o644);
    clock.advance(500);
    expect((await source.current()).warnings[1]).toMatch(/: chmod 600 devices\.yaml$/);
  });

  it('is read once for many who ask at the same time', async () => {
    const { source } = reloading(one('a'));
    const all = await Promise.all(Array.from({ length: 50 }, () => source.current()));
    expect(new Set(all).size).toBe(1);
    await source.close();
  });
});
