import { join } from 'node:path';
import { expect } from 'vitest';
import { RollcallError } from '../../../src/base/rollcall-error.ts';
import { createInventorySource, type InventorySourceOptions } from '../../../src/inventory/inventory-source.ts';
import type { Device } from '../../../src/model/device.ts';
import type { Inventory } from '../../../src/model/inventory.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { write } from './write-file.ts';

export function sourceIn(folder: string, options: Partial<InventorySourceOptions> = {}) {
  return createInventorySource({
    path: null,
    purpose: 'cli',
    env: { USER: 'me' },
    cwd: folder,
    homeDir: join(folder, 'home'),
    clock: new FakeClock(),
    logger: silentLogger,
    ...options,
  });
}

/** The inventory in this text. */
export async function inventoryOf(text: string, options: Partial<InventorySourceOptions> = {}): Promise<Inventory> {
  const folder = temporaryFolder();
  const path = write(join(folder, 'devices.yaml'), text);
  return sourceIn(folder, { path, ...options }).current();
}

export function device(inventory: Inventory, name: string): Device {
  const found = inventory.devices.get(name);
  if (found === undefined) throw new Error(`no device ${name}, only ${[...inventory.devices.keys()].join(', ')}`);
  return found;
}

/** The RollcallError that the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<RollcallError> {
  const thrown: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(RollcallError);
  return RollcallError.from(thrown);
}
