import type { Device } from './device.ts';

/** A whole inventory as last read successfully. Maps keep the file's order. */
export interface Inventory {
  /** The file it came from. */
  readonly source: string;
  readonly devices: ReadonlyMap<string, Device>;
  /** Group name → member device names in file order. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Odd but usable things: a loose file with a plain password, a broken edit that was not taken. */
  readonly warnings: readonly string[];
}

/** The inventory as a port. Implementations re-read the file when it changes and keep the last good version. */
export interface InventorySource {
  /** The present inventory; throws `bad_inventory` only while there has never been a good one. */
  current(): Promise<Inventory>;
}

/** A name in a selector that the inventory does not have. */
export interface UnknownDevice {
  readonly name: string;
  /** Near names in the inventory, best first, at most 3. */
  readonly didYouMean: readonly string[];
}

export type SelectedDevice =
  | { readonly known: true; readonly name: string; readonly device: Device }
  | ({ readonly known: false } & UnknownDevice);

/** What a selector stands for, in selector order, no name twice. */
export interface Selection {
  readonly devices: readonly SelectedDevice[];
  /** For example a glob that matched nothing. */
  readonly warnings: readonly string[];
}
