import type { Path } from '../base/path-text.ts';
import type { Device } from '../model/device.ts';

/** What every accepted form of inventory comes to. Maps keep the file's order. */
export interface DeviceFile {
  readonly devices: ReadonlyMap<string, Device>;
  /** Group name → members. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Where passwords stand in the file as plain text. */
  readonly plainSecrets: readonly Path[];
}
