import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { RollcallError } from '../base/rollcall-error.ts';
import { systemErrorText } from '../base/system-error-text.ts';
import type { AuthMethod } from '../model/device.ts';
import type { Inventory, InventorySource } from '../model/inventory.ts';
import { defaultKeyFiles } from './device-defaults.ts';
import type { InventoryContext } from './inventory-context.ts';
import { type InventoryLookup, type LocatedInventory, locateInventory, shownPath } from './locate-inventory.ts';
import { openToOthers } from './private-file.ts';
import { readInventory } from './read-inventory.ts';

export interface InventorySourceOptions extends InventoryLookup {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A run asks several times; more often than this the file is not looked at. */
const checkEveryMs = 500;
/** 100,000 devices with everything spelled out stay below it. */
const maxFileBytes = 64 * 1024 * 1024;

/** What the last look at the file gave; `version` tells whether it has changed since. */
type Reading = { readonly version: string } & ({ readonly inventory: Inventory } | { readonly error: RollcallError });

/**
 * The inventory file, found on first use and read again when it has changed (looked at no more than twice a second;
 * no watcher). A broken edit is not taken: the last good version stays, with a warning that names the error.
 */
export function createInventorySource(options: InventorySourceOptions): InventorySource & { close(): Promise<void> } {
  return new FileInventorySource(options);
}

class FileInventorySource implements InventorySource {
  readonly #options: InventorySourceOptions;
  #located: LocatedInventory | null = null;
  #last: Reading | null = null;
  #good: Inventory | null = null;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #checking: Promise<void> | null = null;

  constructor(options: InventorySourceOptions) {
    this.#options = options;
  }

  async current(): Promise<Inventory> {
    if (this.#last === null || this.#options.clock.now() - this.#checkedAt >= checkEveryMs) {
      this.#checking ??= this.#check().finally(() => {
        this.#checking = null;
      });
      await this.#checking;
    }
    const last = this.#last;
    if (last !== null && 'inventory' in last) return last.inventory;
    if (last === null) throw new RollcallError('defect', 'the inventory was not read');
    if (this.#good === null) throw last.error;
    return { ...this.#good, warnings: [...this.#good.warnings, notTaken(last.error)] };
  }

  async close(): Promise<void> {
    await this.#checking?.catch(() => {});
  }

  async #check(): Promise<void> {
    this.#located ??= await locateInventory(this.#options);
    const reading = await this.#read(this.#located);
    this.#checkedAt = this.#options.clock.now();
    if (reading === null) return;
    this.#last = reading;
    if ('inventory' in reading) {
      this.#good = reading.inventory;
      for (const warning of reading.inventory.warnings) this.#warn(warning);
    } else if (this.#good !== null) this.#warn(notTaken(reading.error));
  }

  /** A server has nobody who reads the inventory's warnings; on the command line each command shows them itself. */
  #warn(warning: string): void {
    if (this.#options.purpose === 'serve') this.#options.logger.warn({}, warning);
  }

  /** Null: the file is as it was. */
  async #read(located: LocatedInventory): Promise<Reading | null> {
    const shown = shownPath(located.path, this.#options.cwd);
    let version = 'unreadable';
    try {
      // Without O_NONBLOCK the opening of a FIFO would wait for a writer.
      const file = await open(located.path, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const stats = await file.stat({ bigint: true });
        version = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(':');
        if (version === this.#last?.version) return null;
        if (!stats.isFile()) throw notReadable(shown, 'it is no regular file');
        if (stats.size > maxFileBytes) throw notReadable(shown, `it is larger than ${maxFileBytes} bytes`);
        const input = {
          text: await file.readFile('utf8'),
          path: located.path,
          shownPath: shown,
          form: located.form,
          readableByOthers: openToOthers(Number(stats.mode)),
        };
        return { version, inventory: await readInventory(input, await this.#context(located)) };
      } finally {
        await file.close();
      }
    } catch (thrown) {
      const error = thrown instanceof RollcallError ? thrown : notReadable(shown, systemErrorText(thrown));
      const last = this.#last;
      if (last !== null && 'error' in last && last.version === version && last.error.message === error.message)
        return null;
      return { version, error };
    }
  }

  async #context(located: LocatedInventory): Promise<InventoryContext> {
    const { env, homeDir } = this.#options;
    return {
      baseDir: dirname(located.path),
      homeDir,
      localUser: env.USER || env.LOGNAME || systemUser(),
      defaultAuth: await defaultAuth(homeDir),
      commandsAllowed: located.named,
    };
  }
}

const notTaken = (error: RollcallError): string =>
  `the changed inventory was not taken, the last good version is still used: ${error.message}`;

function notReadable(shown: string, why: string): RollcallError {
  return new RollcallError('bad_inventory', `${shown}: cannot be read: ${why}`, {
    hint: 'name the inventory with --inventory FILE or ROLLCALL_INVENTORY',
    phase: 'request',
  });
}

/** The agent, then whichever of the usual key files exist. */
async function defaultAuth(homeDir: string): Promise<readonly AuthMethod[]> {
  const methods: AuthMethod[] = [{ method: 'agent' }];
  for (const path of defaultKeyFiles(homeDir)) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) methods.push({ method: 'key', path, passphrase: null });
  }
  return methods;
}

function systemUser(): string | null {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the password database, as in some containers.
    return null;
  }
}
