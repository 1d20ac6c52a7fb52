import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { inventoryOf, rejection, sourceIn } from './support/inventory-of.ts';
import { write } from './support/write-file.ts';

describe('a file that names', () => {
  it('more devices than fit', async () => {
    const text = 'devices:\n  a[1-60000]:\n  b[1-60000]:\n';
    const error = await rejection(inventoryOf(text));
    expect(error.message).toMatch(
      /devices\.yaml:3: devices\.b\[1-60000\]: expected at most 100000 devices in the whole file$/,
    );
  });

  it('far more devices than fit, without making them all first', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `  a${index}-[1-99999]: {}\n`);
    const error = await rejection(inventoryOf(`devices:\n${lines.join('')}`));
    expect(error.message).toBe(
      'devices.yaml:3: devices.a1-[1-99999]: expected at most 100000 devices in the whole file',
    );
  });

  it('a range of which many are there already, told once', async () => {
    const error = await rejection(inventoryOf('devices:\n  a[1-50000]:\n  a[1-50001/2]:\n'));
    expect(error.message).toBe(
      'devices.yaml:3: devices.a[1-50001/2]: expected each device once, found "a1" already on line 2',
    );
  });
});

describe('a file that cannot be read', () => {
  it('is missing', async () => {
    const error = await rejection(sourceIn(temporaryFolder(), { path: 'nope.yaml' }).current());
    expect(error.message).toBe('nope.yaml: cannot be read: no such file');
    expect(error.hint).toBe('name the inventory with --inventory FILE or ROLLCALL_INVENTORY');
  });

  it.each([
    [{ path: '' }, 'the path of the inventory is empty'],
    [{ sshConfig: '' }, 'the path of the SSH configuration is empty'],
  ])('has an empty path: %j', async (options, message) => {
    const error = await rejection(sourceIn(temporaryFolder(), options).current());
    expect([error.code, error.message]).toEqual(['bad_inventory', message]);
  });

  it('is a folder', async () => {
    const folder = temporaryFolder();
    write(join(folder, 'd/x'), '');
    const error = await rejection(sourceIn(folder, { path: 'd' }).current());
    expect(error.message).toBe('d: cannot be read: it is no regular file');
  });
});

describe('a file that nobody named', () => {
  const text = 'defaults:\n  auth:\n    - password: { command: [op, read] }\ndevices: { a: {} }\n';
  it('may not run commands', async () => {
    const folder = temporaryFolder();
    write(join(folder, 'devices.yaml'), text);
    const error = await rejection(sourceIn(folder).current());
    expect(error.message).toBe(
      'devices.yaml:3: defaults.auth[0].password.command: not allowed in a file that was only found in the working folder; name the file with --inventory to allow it',
    );
  });

  it('may run them once it is named', async () => {
    expect((await inventoryOf(text)).devices.size).toBe(1);
  });
});
